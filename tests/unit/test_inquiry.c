/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How long a runtime is waited for, and how often it is asked: by a clock and a systemd of the test's own. */
#include "config.h"

#include <errno.h>

#include "commands/commands.h"
#include "fixture.h"
#include "runtime/inquiry.h"

#define BEGIN_MS (3600 * 1000) /* the node runs for an hour */
#define STEPS_MAX 8
#define UNIT      "containerd"

/* From that time on, in milliseconds since the look began, this is what is found. */
struct step {
	uint64_t at_ms;
	enum cri_outcome outcome;
	int error;
	enum service_phase phase;
	uint32_t restarts;
};

static struct {
	const struct step *steps;
	uint64_t now_ms, hang_ms; /* hang: how long a question takes */
	uint64_t active_ms;
	unsigned int asked;
	bool is_simple;
} world;

/* The steps end with one at 0 that is not the first. */
static const struct step *step_of_now(void)
{
	const struct step *step = world.steps;

	while (step[1].at_ms > 0 && BEGIN_MS + step[1].at_ms <= world.now_ms)
		step++;
	return step;
}

uint64_t __wrap_now_ms(void);
uint64_t __wrap_now_ms(void)
{
	return world.now_ms;
}

void __wrap_sleep_ms(unsigned int milliseconds);
void __wrap_sleep_ms(unsigned int milliseconds)
{
	world.now_ms += milliseconds;
}

void __wrap_cri_ask(const struct context *ctx, const char *endpoint, uint64_t deadline_ms,
		    struct cri_answer *ret);
void __wrap_cri_ask(const struct context *ctx, const char *endpoint, uint64_t deadline_ms,
		    struct cri_answer *ret)
{
	const struct step *step = step_of_now();
	uint64_t left = deadline_ms - world.now_ms;

	assert_true(deadline_ms > world.now_ms);
	assert_true(left <= CRI_LOOK_LIMIT_MS);
	if (step->error == -ETIMEDOUT)
		world.now_ms = deadline_ms;
	else
		world.now_ms += world.hang_ms < left ? world.hang_ms : left;
	world.asked++;
	*ret = (struct cri_answer){
		.outcome = step->outcome, .error = step->error, .endpoint = xstrdup(endpoint)};
}

int __wrap_manager_open(struct manager **ret);
int __wrap_manager_open(struct manager **ret)
{
	*ret = NULL;
	return 0;
}

int __wrap_manager_service_state(struct manager *manager, const char *unit, struct service_state *ret);
int __wrap_manager_service_state(struct manager *manager, const char *unit, struct service_state *ret)
{
	const struct step *step = step_of_now();

	assert_string_equal(unit, UNIT ".service");
	*ret = (struct service_state){step->phase, step->restarts, world.active_ms, world.is_simple};
	return 0;
}

/* A look that waits, or not. What was made is the caller's (inquiry_free). */
static void look(struct inquiry *inquiry, char ***trail)
{
	const struct runtime_choice choice = {.kind = RUNTIME_KIND_CONTAINERD,
					      .name = "containerd",
					      .unit = UNIT,
					      .endpoint = (char *)"/run/x.sock"};
	const struct sysroot root = {.path = "/", .fd = -1, .trail = trail};
	const struct context ctx = {.root = &root, .inquiry = inquiry};

	assert_ptr_equal(inquiry_make(&ctx, &choice), inquiry);
}

struct row {
	const char *name;
	struct step steps[STEPS_MAX];
	bool is_simple;
	uint64_t active_for_ms; /* at the begin of the look; 0: it becomes active with it */
	uint64_t hang_ms;
	enum cri_outcome outcome;     /* at last */
	uint64_t least_ms, most_ms;   /* that the look takes */
};

#define ABSENT   CRI_NOT_RUNNING, -ENOENT
#define REFUSED  CRI_NOT_RUNNING, -ECONNREFUSED
#define RESET    CRI_NO_ANSWER, -ECONNRESET
#define SILENT   CRI_NO_ANSWER, -ETIMEDOUT
#define NOT_YET  CRI_NO_ANSWER, 0
#define ANSWERED CRI_ANSWERED, 0

static const struct row rows[] = {
	{"answers", {{0, ANSWERED, SERVICE_ACTIVE, 0}}, .outcome = CRI_ANSWERED},
	{"is not started", {{0, ABSENT, SERVICE_INACTIVE, 0}}, .outcome = CRI_NOT_RUNNING},
	{"has failed", {{0, ABSENT, SERVICE_FAILED, 0}}, .outcome = CRI_NOT_RUNNING},
	{"is silent", {{0, SILENT, SERVICE_ACTIVE, 0}}, .outcome = CRI_NO_ANSWER,
	 .least_ms = CRI_LOOK_LIMIT_MS, .most_ms = CRI_LOOK_LIMIT_MS},
	{"waits for others and starts",
	 {{0, ABSENT, SERVICE_QUEUED, 0}, {3000, ABSENT, SERVICE_STARTING, 0},
	  {5000, REFUSED, SERVICE_STARTING, 0}, {5100, ANSWERED, SERVICE_ACTIVE, 0}},
	 .outcome = CRI_ANSWERED, .least_ms = 5100, .most_ms = 5500},
	/* A boot does not wait for a question that could have been put. */
	{"is ready soon", {{0, ABSENT, SERVICE_STARTING, 0}, {120, ANSWERED, SERVICE_ACTIVE, 0}},
	 .outcome = CRI_ANSWERED, .least_ms = 120, .most_ms = 170},
	{"hangs in its start", {{0, ABSENT, SERVICE_STARTING, 0}}, .outcome = CRI_NOT_RUNNING,
	 .least_ms = INQUIRY_WAIT_MS - 2000, .most_ms = INQUIRY_WAIT_MS},
	{"fails in its start", {{0, ABSENT, SERVICE_STARTING, 0}, {3000, ABSENT, SERVICE_FAILED, 0}},
	 .outcome = CRI_NOT_RUNNING, .least_ms = 3000, .most_ms = 3500},
	{"is started again once",
	 {{0, ABSENT, SERVICE_STARTING, 0}, {1000, ABSENT, SERVICE_RESTARTING, 0},
	  {6000, ABSENT, SERVICE_STARTING, 1}, {7000, ANSWERED, SERVICE_ACTIVE, 1}},
	 .outcome = CRI_ANSWERED, .least_ms = 7000, .most_ms = 7500},
	{"is started again and again",
	 {{0, ABSENT, SERVICE_STARTING, 1}, {1000, ABSENT, SERVICE_RESTARTING, 1},
	  {6000, ABSENT, SERVICE_STARTING, 2}, {7000, ABSENT, SERVICE_RESTARTING, 2}},
	 .outcome = CRI_NOT_RUNNING, .least_ms = 7000, .most_ms = 7500},
	/* It recovers its containers. */
	{"answers nothing yet", {{0, NOT_YET, SERVICE_ACTIVE, 0}, {40000, ANSWERED, SERVICE_ACTIVE, 0}},
	 .active_for_ms = 1, .outcome = CRI_ANSWERED, .least_ms = 40000, .most_ms = 40500},
	/* The connection is closed in the middle of a question. */
	{"closes while it starts", {{0, RESET, SERVICE_STARTING, 0}, {4000, ANSWERED, SERVICE_ACTIVE, 0}},
	 .outcome = CRI_ANSWERED, .least_ms = 4000, .most_ms = 4500},
	{"is restarted while it is asked",
	 {{0, RESET, SERVICE_ACTIVE, 0}, {300, ABSENT, SERVICE_STOPPING, 0}, {600, ABSENT, SERVICE_STARTING, 0},
	  {3000, ANSWERED, SERVICE_ACTIVE, 0}},
	 .active_for_ms = 600000, .outcome = CRI_ANSWERED, .least_ms = 3000, .most_ms = 3500},
	{"closes each connection", {{0, RESET, SERVICE_ACTIVE, 0}}, .active_for_ms = 5000,
	 .outcome = CRI_NO_ANSWER, .least_ms = 200, .most_ms = INQUIRY_ACTIVE_MS},
	{"closes each connection in its start", {{0, RESET, SERVICE_STARTING, 0}}, .outcome = CRI_NO_ANSWER,
	 .least_ms = INQUIRY_WAIT_MS - 2000, .most_ms = INQUIRY_WAIT_MS},
	{"closes, and has failed", {{0, RESET, SERVICE_FAILED, 0}}, .outcome = CRI_NO_ANSWER},
	/* Active says that it is ready, or says nothing. */
	{"is active without a socket", {{0, ABSENT, SERVICE_ACTIVE, 0}}, .outcome = CRI_NOT_RUNNING,
	 .least_ms = 200, .most_ms = INQUIRY_ACTIVE_MS},
	{"refuses for a moment", {{0, REFUSED, SERVICE_ACTIVE, 0}, {100, ANSWERED, SERVICE_ACTIVE, 0}},
	 .outcome = CRI_ANSWERED, .least_ms = 100, .most_ms = 300},
	{"is simple, and its socket comes", {{0, ABSENT, SERVICE_ACTIVE, 0}, {9000, ANSWERED, SERVICE_ACTIVE, 0}},
	 .is_simple = true, .active_for_ms = 20000, .outcome = CRI_ANSWERED, .least_ms = 9000, .most_ms = 9500},
	{"is simple, and its socket does not come", {{0, ABSENT, SERVICE_ACTIVE, 0}}, .is_simple = true,
	 .active_for_ms = 20000, .outcome = CRI_NOT_RUNNING, .least_ms = INQUIRY_WAIT_MS - 22000,
	 .most_ms = INQUIRY_WAIT_MS - 20000},
	{"is simple, and had none for long", {{0, ABSENT, SERVICE_ACTIVE, 0}}, .is_simple = true,
	 .active_for_ms = 600000, .outcome = CRI_NOT_RUNNING, .least_ms = 200, .most_ms = INQUIRY_ACTIVE_MS},
	/* A question at the end of the wait has what is left of it. */
	{"is silent at last", {{0, ABSENT, SERVICE_STARTING, 0}, {58000, SILENT, SERVICE_ACTIVE, 0}},
	 .outcome = CRI_NO_ANSWER, .least_ms = INQUIRY_WAIT_MS, .most_ms = INQUIRY_WAIT_MS},
	{"says slowly that it has nothing to say", {{0, NOT_YET, SERVICE_ACTIVE, 0}}, .hang_ms = 14000,
	 .outcome = CRI_NO_ANSWER, .least_ms = INQUIRY_WAIT_MS - 15000, .most_ms = INQUIRY_WAIT_MS},
};

static void enter(const struct row *row)
{
	memset(&world, 0, sizeof(world));
	world.steps = row->steps;
	world.now_ms = BEGIN_MS;
	world.hang_ms = row->hang_ms;
	world.active_ms = BEGIN_MS - row->active_for_ms;
	world.is_simple = row->is_simple;
}

static void test_waits(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		_cleanup_(inquiry_free) struct inquiry inquiry = {.waits = true};
		uint64_t took;

		enter(row);
		look(&inquiry, NULL);
		took = world.now_ms - BEGIN_MS;
		if (inquiry.answer.outcome != row->outcome || took < row->least_ms || took > row->most_ms)
			fail_msg("%s: outcome %d after %u ms", row->name, (int)inquiry.answer.outcome,
				 (unsigned int)took);
		/* What is asked again later, with what all of that has. */
		assert_true(inquiry.deadline_ms - BEGIN_MS <= INQUIRY_LIMIT_MS);
		assert_int_equal(inquiry.waited_ms > 0, world.asked > 1);
		assert_true(world.asked <= 2 + INQUIRY_ACTIVE_MS / 50 + INQUIRY_WAIT_MS / 200);
	}
}

/* Who does not wait asks once. */
static void test_does_not_wait(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(inquiry_free) struct inquiry inquiry = {0};

		enter(&rows[i]);
		look(&inquiry, NULL);
		assert_int_equal(world.asked, 1);
		assert_int_equal(inquiry.waited_ms, 0);
	}
}

/* Recovery watches for the start of a unit that does not answer: cri-dockerd's socket is systemd's, and stays. */
static void test_unit_is_in_trail(void **state)
{
	static const char start[] = "/run/systemd/units/invocation:" UNIT ".service";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_strv_ char **trail = NULL;
		_cleanup_(inquiry_free) struct inquiry inquiry = {0};
		const char *path;

		enter(&rows[i]);
		look(&inquiry, &trail);
		path = trail ? *trail : NULL;
		if (rows[i].steps[0].outcome == CRI_ANSWERED)
			assert_null(path);
		else
			assert_string_equal(path ? path : "", start);
	}
}

/* Who is ended by systemd says nothing: what the gate itself ends by comes first, see open_gate_begin(). */
static void test_unit_has_more_time(void **state)
{
	const char *source = getenv("srcdir"), *limit;
	_cleanup_free_ char *unit = NULL;
	struct sysroot root;

	assert_int_equal(sysroot_open(&root, source ? source : "."), 0);
	assert_int_equal(sysroot_read(&root, "/units/kubelet-preflight.service.in", SYSROOT_TEXT_MAX, &unit,
				      NULL), 0);
	sysroot_close(&root);
	limit = strstr(unit, "TimeoutStartSec=");
	assert_non_null(limit);
	assert_true(strtoul(strchr(limit, '=') + 1, NULL, 10) >= LIMIT_S + GRACE_S + 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_does_not_wait),
		cmocka_unit_test(test_unit_is_in_trail),
		cmocka_unit_test(test_unit_has_more_time),
	};

	return RUN_GROUP("inquiry", tests);
}
