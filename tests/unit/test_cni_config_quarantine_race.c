/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The file that decides, or what it leads to as a link, is written between the look and the rename:
 * renameat2() is wrapped by the linker (Makefile.am).
 */
#include "config.h"

#include "cni_fixture.h"

#define SOUND "{\"name\":\"n\",\"cniVersion\":\"1.0.0\",\"plugins\":[{\"type\":\"bridge\"}]}"

/* What is written just before the rename, and what just before the way back; "" for nothing. */
static char written[PATH_MAX], in_the_way[PATH_MAX];

static void write_once(char *path)
{
	FILE *file = *path ? fopen(path, "we") : NULL;

	if (file) {
		fputs(SOUND, file);
		fclose(file);
		*path = '\0';
	}
}

int __real_renameat2(int a, const char *b, int c, const char *d, unsigned int flags);
int __wrap_renameat2(int a, const char *b, int c, const char *d, unsigned int flags);
int __wrap_renameat2(int a, const char *b, int c, const char *d, unsigned int flags)
{
	write_once(strstr(d, ASIDE) ? written : in_the_way);
	return __real_renameat2(a, b, c, d, flags);
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
	snprintf(written, sizeof(written), "%s/opt/10-n.conflist", fixture->dir);
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

/* As Calico's installer does it: nothing is said of a file that is sound by now. */
static void test_in_place(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/10-n.conflist", "");
	snprintf(written, sizeof(written), "%s/net.d/10-n.conflist", fixture->dir);
	assert_int_equal(check_cni_config.run(&fixture->context, &fixture->report), 0);
	assert_int_equal(fixture->report.count, 1);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("10-n.conflist is valid"));
	assert_false(fixture_stands(fixture, "/net.d/10-n.conflist" ASIDE));
}

/* And another file takes the place before it is renamed back: both stay, and that is said. */
static void test_in_the_way(void **state)
{
	struct fixture *fixture = *state;

	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "net.d/10-n.conflist", "");
	snprintf(written, sizeof(written), "%s/net.d/10-n.conflist", fixture->dir);
	strcpy(in_the_way, written);
	assert_int_equal(check_cni_config.run(&fixture->context, &fixture->report), 0);
	assert_int_equal(fixture->report.count, 2);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_QUARANTINED, VERDICT_WARN,
		       WORDS("10-n.conflist" ASIDE ", changed just before that, and could not be renamed "
			     "back (the command"));
	expect_finding(fixture, 1, CAUSE_NONE, VERDICT_PASS, WORDS("10-n.conflist is valid"));
	assert_true(fixture_stands(fixture, "/net.d/10-n.conflist" ASIDE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_empty_target, setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_target_to_come, setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_in_place, setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_in_the_way, setup, fixture_teardown),
	};

	return RUN_GROUP("cni_config_quarantine_race", tests);
}
