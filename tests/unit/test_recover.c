/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What recovery waits for, and how often it looks: by a clock and a node of the test's own. */
#include "config.h"

#include <errno.h>

#include "commands/checks.h"
#include "commands/commands.h"
#include "commands/look.h"
#include "commands/options.h"
#include "commands/state.h"
#include "fixture.h"
#include "system/fingerprint.h"

#define STEP_MS   5000
#define REPAIR_MS 15000 /* from a repair that leaves a trace to kubelet's start */
#define RELOOK_MS (5 * 60 * 1000)
#define END_MS    (60 * 60 * 1000) /* a row without a start ends here */
#define BEGIN_MS  UINT64_C(1000000000)

/* From that time on, in milliseconds since recovery began, a look finds this. */
struct step {
	uint64_t at_ms;
	enum verdict verdict;
	bool leaves_trace; /* a file that was looked at has changed */
};

struct row {
	const char *name;
	struct step steps[4]; /* ended by one at 0 that is not the first */
	unsigned int retries; /* before it began */
	uint64_t look_ms;     /* that a look takes */
	uint64_t release_ms;  /* when somebody releases the node; 0: nobody does */
	uint64_t least_ms, most_ms; /* when kubelet is started; END_MS: never */
	unsigned int retries_after;
};

static struct {
	const struct row *row;
	uint64_t now_ms, looked_ms, started_ms;
	unsigned int looks, starts, retries_after;
	int started; /* what held_start() returns, once */
	char ***trail; /* of the recovery that a row without a start jumps out of */
	jmp_buf end;
} world;

static uint64_t age_ms(void)
{
	return world.now_ms - BEGIN_MS;
}

/* The number of the step that is in force at that time. */
static size_t step_at(uint64_t at_ms)
{
	size_t step = 0;

	while (step < 3 && world.row->steps[step + 1].at_ms > 0 && world.row->steps[step + 1].at_ms <= at_ms)
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
	if (age_ms() > END_MS) {
		strv_free(*world.trail);
		longjmp(world.end, 1);
	}
}

uint64_t __wrap_trail_fingerprint(char *const *trail, const struct sysroot *root);
uint64_t __wrap_trail_fingerprint(char *const *trail, const struct sysroot *root)
{
	uint64_t print = 0;

	for (size_t i = 0; i <= step_at(age_ms()); i++)
		print += world.row->steps[i].leaves_trace;
	return print;
}

int __wrap_look_at_node(const struct look_request *request, struct look *ret);
int __wrap_look_at_node(const struct look_request *request, struct look *ret)
{
	const struct step *step = &world.row->steps[step_at(age_ms())];

	assert_int_equal(request->mode, LOOK_WITHOUT_LINK);
	assert_false(strv_contains(request->names, check_link.name));
	assert_true(strv_contains(request->names, check_runtime.name));
	if (world.looks > 0 && world.now_ms - world.looked_ms < STEP_MS)
		fail_msg("%s: a look %u ms after the last", world.row->name,
			 (unsigned int)(world.now_ms - world.looked_ms));
	world.trail = request->trail;
	world.looked_ms = world.now_ms;
	world.looks++;
	world.now_ms += world.row->look_ms;
	*ret = (struct look){.root.fd = -1};
	report_init(&ret->report, "6.1", "/");
	if (step->verdict == VERDICT_PASS)
		report_pass(&ret->report, check_runtime.name, NULL, "answers");
	else
		report_cause_as(&ret->report, check_runtime.name, CAUSE_RUNTIME_FAILED, step->verdict,
				NULL, NULL, "has failed");
	return 0;
}

bool __wrap_state_is_released(void);
bool __wrap_state_is_released(void)
{
	return world.row->release_ms > 0 && age_ms() >= world.row->release_ms;
}

unsigned int __wrap_state_read_retries(const struct sysroot *root);
unsigned int __wrap_state_read_retries(const struct sysroot *root)
{
	return world.starts > 0 ? world.retries_after : world.row->retries;
}

int __wrap_state_write_retries(const struct sysroot *root, unsigned int retries);
int __wrap_state_write_retries(const struct sysroot *root, unsigned int retries)
{
	world.retries_after = retries;
	return 0;
}

int __wrap_held_start(const struct sysroot *root);
int __wrap_held_start(const struct sysroot *root)
{
	int started = world.started;

	world.started_ms = age_ms();
	world.now_ms += STEP_MS; /* of the gate that it waits for */
	world.started = 0;
	world.starts++;
	return started;
}

static const struct row rows[] = {
	{"unfit", {{0, VERDICT_FAIL, false}}, .least_ms = END_MS},
	{"nothing can be told", {{0, VERDICT_ERROR, false}}, .least_ms = END_MS},
	{"unfit, and slow to look at", {{0, VERDICT_FAIL, false}}, .look_ms = 17000, .least_ms = END_MS},
	{"a change that repairs nothing", {{0, VERDICT_FAIL, false}, {60000, VERDICT_FAIL, true}},
	 .least_ms = END_MS},
	{"repaired", {{0, VERDICT_FAIL, false}, {61000, VERDICT_PASS, true}}, .least_ms = 61000,
	 .most_ms = 61000 + REPAIR_MS, .retries_after = 1},
	{"repaired but for a warning", {{0, VERDICT_FAIL, false}, {61000, VERDICT_WARN, true}},
	 .least_ms = 61000, .most_ms = 61000 + REPAIR_MS, .retries_after = 1},
	{"repaired, after what was no repair",
	 {{0, VERDICT_FAIL, false}, {61000, VERDICT_FAIL, true}, {62000, VERDICT_PASS, true}},
	 .least_ms = 62000, .most_ms = 62000 + REPAIR_MS, .retries_after = 1},
	{"repaired while it is looked at first", {{0, VERDICT_FAIL, false}, {100, VERDICT_PASS, true}},
	 .look_ms = 200, .least_ms = 100, .most_ms = REPAIR_MS, .retries_after = 1},
	{"repaired without a trace", {{0, VERDICT_FAIL, false}, {61000, VERDICT_PASS, false}},
	 .least_ms = 61000, .most_ms = 61000 + RELOOK_MS + STEP_MS, .retries_after = 1},
	/* The fault is one that only the gate sees: it is tried again, and more and more rarely. */
	{"nothing to be seen", {{0, VERDICT_PASS, false}}, .least_ms = 10000, .most_ms = 15000,
	 .retries_after = 1},
	{"nothing to be seen, again", {{0, VERDICT_PASS, false}}, .retries = 1, .least_ms = 120000,
	 .most_ms = 125000, .retries_after = 2},
	{"nothing to be seen, as ever", {{0, VERDICT_PASS, false}}, .retries = 7, .least_ms = 900000,
	 .most_ms = 905000, .retries_after = 8},
	{"released", {{0, VERDICT_FAIL, false}, {61000, VERDICT_FAIL, true}}, .release_ms = 61000,
	 .least_ms = 61000, .most_ms = 61000 + REPAIR_MS, .retries_after = 1},
};

/* When the first start came, or END_MS. */
static uint64_t recover(const struct row *row, int started)
{
	static const struct options options;

	memset(&world, 0, sizeof(world));
	world.row = row;
	world.now_ms = BEGIN_MS;
	world.started = started;
	if (setjmp(world.end) == 0)
		assert_int_equal(command_recover(&options), FITNESS_FIT);
	return world.starts > 0 ? world.started_ms : END_MS;
}

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		uint64_t at_ms = recover(row, 0);

		if (at_ms < row->least_ms || (row->most_ms > 0 && at_ms > row->most_ms))
			fail_msg("%s: kubelet was started after %u ms", row->name, (unsigned int)at_ms);
		assert_int_equal(world.starts, row->least_ms < END_MS);
		assert_int_equal(world.retries_after, row->retries_after);
	}
}

/* While nothing changes it looks every 5 minutes, for what leaves no trace. */
static void test_few_looks(void **state)
{
	recover(&rows[0], 0);
	assert_true(world.looks <= 2 + END_MS / RELOOK_MS);
}

/* The gate has failed again: it goes on waiting. */
static void test_held_back_again(void **state)
{
	static const struct row row = {.name = "again", .steps = {{0, VERDICT_PASS, false}}};

	recover(&row, 1);
	assert_int_equal(world.starts, 2);
	assert_int_equal(world.retries_after, 2);
	assert_true(world.started_ms >= 10000 + 120000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_few_looks),
		cmocka_unit_test(test_held_back_again),
	};

	return RUN_GROUP("recover", tests);
}
