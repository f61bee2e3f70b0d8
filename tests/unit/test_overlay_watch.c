/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When something is said of an overlay that is watched: a script of looks, and what is said. */
#include "config.h"

#include "fixture.h"
#include "overlay/watch.h"

#define TIMEOUT_S 600
#define SAYS_MAX  32

/* At that second a look: 'p' up with peers, 'u' up without, 'b' broken, '?' could not tell. */
struct look {
	unsigned int at_s;
	char look;
	enum overlay_say say;
	int due_s; /* after it; -1: never */
};

static void run(const struct look *looks, size_t count)
{
	struct overlay_watch watch = overlay_watch_new(1000, TIMEOUT_S * 1000);

	for (size_t i = 0; i < count; i++) {
		const struct look *look = &looks[i];
		uint64_t now = 1000 + (uint64_t)look->at_s * 1000;
		enum fitness fitness = look->look == 'b'   ? FITNESS_UNFIT
				       : look->look == '?' ? FITNESS_UNKNOWN
							   : FITNESS_FIT;
		enum overlay_say say = overlay_watch_step(&watch, now, fitness, look->look == 'p');
		int due = overlay_watch_due(&watch, now);

		if (say != look->say || due != (look->due_s < 0 ? -1 : look->due_s * 1000))
			fail_msg("look %zu at %u s: said %d, due %d ms", i, look->at_s, (int)say, due);
	}
}
#define RUN(...)                                                                                   \
	do {                                                                                       \
		static const struct look looks[] = {__VA_ARGS__};                                  \
		run(looks, ARRAY_SIZE(looks));                                                     \
	} while (0)

#define NOTHING OVERLAY_SAY_NOTHING
#define UP OVERLAY_SAY_UP
#define BROKEN OVERLAY_SAY_BROKEN

static void test_waits(void **state)
{
	RUN({0, 'p', UP, -1});
	RUN({0, 'b', NOTHING, 600}, {5, 'u', NOTHING, 595}, {6, 'p', UP, -1}, {7, 'p', NOTHING, -1});
	RUN({0, 'b', NOTHING, 600}, {600, 'b', BROKEN, -1}, {700, 'b', NOTHING, -1});
	RUN({0, 'u', NOTHING, 600}, {599, 'u', NOTHING, 1}, {600, 'u', UP, -1});
	RUN({0, '?', NOTHING, 600}, {600, '?', BROKEN, -1}, {601, '?', NOTHING, -1});
	RUN({0, 'b', NOTHING, 600}, {600, 'b', BROKEN, -1}, {900, 'u', UP, -1});
}

static void test_goes(void **state)
{
	RUN({0, 'p', UP, -1}, {50, 'b', NOTHING, 10}, {55, 'b', NOTHING, 5}, {60, 'b', BROKEN, -1},
	    {61, 'b', NOTHING, -1}, {70, 'p', UP, -1});
	/* Made anew in time: not a word, and the next time counts from its own beginning. */
	RUN({0, 'p', UP, -1}, {50, 'b', NOTHING, 10}, {55, 'p', NOTHING, -1}, {61, 'b', NOTHING, 10},
	    {65, '?', NOTHING, 6}, {71, 'b', BROKEN, -1});
}

/* One that comes and goes is told more and more rarely; after a long good time it begins anew. */
static void test_backs_off(void **state)
{
	RUN({0, 'p', UP, -1}, {10, 'b', NOTHING, 10}, {20, 'b', BROKEN, -1}, {21, 'p', UP, -1},
	    {22, 'b', NOTHING, 20}, {32, 'b', NOTHING, 10}, {42, 'b', BROKEN, -1}, {43, 'p', UP, -1},
	    {44, 'b', NOTHING, 40}, {84, 'b', BROKEN, -1}, {85, 'p', UP, -1},
	    {5000, 'b', NOTHING, 10}, {5010, 'b', BROKEN, -1});
}

/* A tunnel that is up one second and gone the next, for a day. */
static void test_bounded(void **state)
{
	struct overlay_watch watch = overlay_watch_new(0, TIMEOUT_S * 1000);
	unsigned int said = 0;

	for (unsigned int second = 0; second < 24 * 60 * 60; second++)
		said += overlay_watch_step(&watch, second * 1000ULL + 1,
					   second % 2 ? FITNESS_UNFIT : FITNESS_FIT,
					   true) != OVERLAY_SAY_NOTHING;
	assert_true(said >= 1 && said < SAYS_MAX);
	watch = overlay_watch_new(0, TIMEOUT_S * 1000);
	said = 0;
	for (unsigned int second = 0; second < 24 * 60 * 60; second++)
		said += overlay_watch_step(&watch, second * 1000ULL + 1,
					   second % 60 < 30 ? FITNESS_FIT : FITNESS_UNFIT,
					   true) != OVERLAY_SAY_NOTHING;
	assert_true(said >= 3 && said < SAYS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_goes),
		cmocka_unit_test(test_backs_off),
		cmocka_unit_test(test_bounded),
	};

	return RUN_GROUP("overlay-watch", tests);
}
