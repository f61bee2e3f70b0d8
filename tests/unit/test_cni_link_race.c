/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The file that decides is a link, and its target is written anew between the look and the move: mkdirat()
 * is wrapped by the linker (Makefile.am).
 */
#include "config.h"

#include "cni_fixture.h"
#include "system/quarantine.h"

#define SOUND "{\"name\":\"n\",\"cniVersion\":\"1.0.0\",\"plugins\":[{\"type\":\"bridge\"}]}"
static char target[PATH_MAX];

/* While the quarantine is made, with its fsync(). */
int __real_mkdirat(int directory, const char *name, mode_t mode);
int __wrap_mkdirat(int directory, const char *name, mode_t mode);
int __wrap_mkdirat(int directory, const char *name, mode_t mode)
{
	FILE *file = *target ? fopen(target, "we") : NULL;

	if (file) {
		fputs(SOUND, file);
		fclose(file);
		*target = '\0';
	}
	return __real_mkdirat(directory, name, mode);
}

static int setup(void **state)
{
	fixture_setup_quarantine(state);
	make_directory(*state, "opt");
	((struct fixture *)*state)->context.acts = true;
	return 0;
}

static void act(struct fixture *fixture)
{
	if (!fixture_has_openat2(fixture))
		return;
	make_link(fixture, "../opt/10-n.conflist", "net.d/10-n.conflist");
	snprintf(target, sizeof(target), "%s/opt/10-n.conflist", fixture->dir);
	assert_int_equal(check_cni_config.run(&fixture->context, &fixture->report), 0);
	assert_int_equal(report_fitness(&fixture->report), FITNESS_FIT);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("10-n.conflist is valid"));
	assert_true(fixture_stands(fixture, "/net.d/10-n.conflist"));
}

static void test_empty_target(void **state)
{
	make_file(*state, "opt/10-n.conflist", "");
	act(*state);
}

static void test_target_to_come(void **state)
{
	act(*state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_empty_target, setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_target_to_come, setup, fixture_teardown),
	};

	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
