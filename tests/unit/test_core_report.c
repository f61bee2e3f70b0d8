/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The report: what is kept, which finding is the gravest, and the verdict over all. */
#include "config.h"

#include "fixture.h"

static void add(struct report *report, enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_PASS:
		report_pass(report, "module", "vxlan", "vxlan loaded");
		break;
	case VERDICT_SKIP:
		report_skip(report, "persist", NULL, "nothing to load");
		break;
	case VERDICT_WARN:
		report_cause(report, "persist", CAUSE_PERSIST_MASKED, "file", NULL, "masked");
		break;
	case VERDICT_ERROR:
		report_cause(report, "link", CAUSE_LINK_UNKNOWN, NULL, NULL, "could not look");
		break;
	case VERDICT_FAIL:
		report_cause(report, "module", CAUSE_MODULE_NOT_SHIPPED, "vxlan",
			     REMEDY(REMEDY_SAFE, APT_INSTALL " x"), "%s is not there", "vxlan");
		break;
	}
}

static void test_fitness(void **state)
{
	static const struct {
		const char *verdicts; /* p s w e f */
		enum fitness fitness;
	} rows[] = {
		{"", FITNESS_UNKNOWN},    {"p", FITNESS_FIT},   {"s", FITNESS_FIT},
		{"w", FITNESS_FIT},       {"psw", FITNESS_FIT}, {"e", FITNESS_UNKNOWN},
		{"pep", FITNESS_UNKNOWN}, {"f", FITNESS_UNFIT}, {"pwfes", FITNESS_UNFIT},
		{"efe", FITNESS_UNFIT},
	};
	static const char letters[] = "pswef";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct report report;

		report_init(&report, "6.1", "/");
		for (const char *letter = rows[i].verdicts; *letter; letter++)
			add(&report, (enum verdict)(strchr(letters, *letter) - letters));
		if (report_fitness(&report) != rows[i].fitness)
			fail_msg("\"%s\" is %s", rows[i].verdicts,
				 fitness_name(report_fitness(&report)));
		report_free(&report);
	}
}

static void test_gravest_is_the_first_among_equals(void **state)
{
	struct report report;

	report_init(&report, "6.1", "/");
	assert_null(report_gravest(&report));
	add(&report, VERDICT_PASS);
	assert_ptr_equal(report_gravest(&report), &report.findings[0]);
	add(&report, VERDICT_ERROR);
	add(&report, VERDICT_FAIL);
	add(&report, VERDICT_FAIL);
	assert_ptr_equal(report_gravest(&report), &report.findings[2]);
	report_free(&report);
}

static void test_find(void **state)
{
	struct report report;

	report_init(&report, "6.1", "/");
	assert_null(report_find(&report, "module"));
	add(&report, VERDICT_PASS);
	add(&report, VERDICT_WARN);
	add(&report, VERDICT_FAIL);
	assert_ptr_equal(report_find(&report, "module"), &report.findings[2]);
	assert_ptr_equal(report_find(&report, "persist"), &report.findings[1]);
	assert_null(report_find(&report, "cni-config"));
	report_free(&report);
}

static void test_strings_are_copied(void **state)
{
	struct report report;
	char subject[] = "vxlan", remedy[] = "reboot";

	report_init(&report, "6.1", "/mnt");
	report_cause(&report, "module", CAUSE_MODULE_TREE_GONE, subject,
		     REMEDY(REMEDY_REBOOT, remedy), "%s %u", subject, 1u);
	memset(subject, 'x', 5);
	memset(remedy, 'x', 6);
	assert_finding(&report.findings[0], VERDICT_FAIL, "module-tree-gone", "vxlan 1");
	assert_string_equal(report.findings[0].subject, "vxlan");
	assert_string_equal(report.findings[0].remedy, "reboot");
	assert_string_equal(report.kernel, "6.1");
	assert_string_equal(report.root, "/mnt");
	report_free(&report);
	assert_int_equal(report.count, 0);
	assert_null(report.findings);
}

static void test_pass_and_skip_have_no_cause(void **state)
{
	struct report report;

	report_init(&report, "6.1", "/");
	add(&report, VERDICT_PASS);
	add(&report, VERDICT_SKIP);
	assert_finding(&report.findings[0], VERDICT_PASS, "", "vxlan loaded");
	assert_finding(&report.findings[1], VERDICT_SKIP, "", "nothing to load");
	assert_null(report.findings[0].remedy);
	assert_null(report.findings[1].subject);
	report_free(&report);
}

static void test_a_setting_softens_a_cause(void **state)
{
	struct report report;

	report_init(&report, "6.1", "/");
	report_cause_as(&report, "cni-config", CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN, "f", NULL,
			"bad");
	assert_finding(&report.findings[0], VERDICT_WARN, "cni-config-invalid", "bad");
	assert_int_equal(report_fitness(&report), FITNESS_FIT);
	report_free(&report);
}

/* What is left out is never the one that fails, or could not look. */
static void test_many_findings(void **state)
{
	struct report report;

	report_init(&report, "6.1", "/");
	for (unsigned int i = 0; i < 10000; i++)
		add(&report, VERDICT_PASS);
	assert_between(report.count, 100, 1000);
	assert_int_equal(report_fitness(&report), FITNESS_FIT);
	add(&report, VERDICT_ERROR);
	assert_int_equal(report_fitness(&report), FITNESS_UNKNOWN);
	add(&report, VERDICT_FAIL);
	assert_int_equal(report_fitness(&report), FITNESS_UNFIT);
	report_free(&report);
}

/* Beyond the limit, too: a setting can make the first warning of a cause a fault. */
static void test_first_warning(void **state)
{
	struct report report;
	size_t full;

	report_init(&report, "6.1", "/");
	for (unsigned int i = 0; i < 1000; i++)
		report_cause(&report, "cni-config", CAUSE_CNI_CONFIG_SKIPPED, NULL, NULL, "many");
	full = report.count;
	report_cause(&report, "persist", CAUSE_PERSIST_MISSING, NULL, NULL, "the first");
	assert_int_equal(report.count, full + 1);
	report_cause(&report, "persist", CAUSE_PERSIST_MISSING, NULL, NULL, "the second");
	assert_int_equal(report.count, full + 1);
	report_free(&report);
}

/* Words that programs read, and values that are the exit status. */
static void test_words(void **state)
{
	assert_string_equal(verdict_name(VERDICT_PASS), "pass");
	assert_string_equal(verdict_name(VERDICT_SKIP), "skip");
	assert_string_equal(verdict_name(VERDICT_WARN), "warn");
	assert_string_equal(verdict_name(VERDICT_ERROR), "error");
	assert_string_equal(verdict_name(VERDICT_FAIL), "fail");
	assert_string_equal(fitness_name(FITNESS_FIT), "fit");
	assert_string_equal(fitness_name(FITNESS_UNFIT), "unfit");
	assert_string_equal(fitness_name(FITNESS_UNKNOWN), "unknown");
	assert_int_equal(FITNESS_FIT, 0);
	assert_int_equal(FITNESS_UNFIT, 1);
	assert_int_equal(EXIT_USAGE, 2);
	assert_int_equal(FITNESS_UNKNOWN, 3);
}

/* Facts have no part in the verdict, not even those that are too many. */
static void test_facts(void **state)
{
	struct report report;

	report_init(&report, "6.1", "/");
	add(&report, VERDICT_PASS);
	for (int i = 0; i < 5000; i++)
		report_fact(&report, "there", "/%d", i);
	assert_between(report.fact_count, 1024, 4096);
	assert_string_equal(report.facts[0].name, "there");
	assert_string_equal(report.facts[1023].value, "/1023");
	assert_int_equal(report_fitness(&report), FITNESS_FIT);
	report_free(&report);
	assert_int_equal(report.fact_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fitness),
		cmocka_unit_test(test_gravest_is_the_first_among_equals),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_strings_are_copied),
		cmocka_unit_test(test_pass_and_skip_have_no_cause),
		cmocka_unit_test(test_a_setting_softens_a_cause),
		cmocka_unit_test(test_many_findings),
		cmocka_unit_test(test_first_warning),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_facts),
	};

	return RUN_GROUP("core_report", tests);
}
