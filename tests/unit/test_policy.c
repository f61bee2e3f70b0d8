/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The policy: what each list makes of a finding, which causes it can have, and what is said of it. */
#include "config.h"

#include "core/policy.h"
#include "settings_fixture.h"

#define PLACE "Warn= in /etc/p.conf:3"

/* One finding, under lists that name its cause. */
static void test_apply(void **state)
{
	static const struct {
		enum cause_id cause;
		enum verdict found;
		unsigned int lists;
		enum verdict verdict;
		const char *policy; /* NULL: untouched */
	} rows[] = {
		{CAUSE_MODULE_NOT_SHIPPED, VERDICT_FAIL, POLICY_NONE, VERDICT_FAIL, NULL},
		{CAUSE_MODULE_NOT_SHIPPED, VERDICT_FAIL, POLICY_BLOCK, VERDICT_FAIL, NULL},
		{CAUSE_MODULE_NOT_SHIPPED, VERDICT_FAIL, POLICY_WARN, VERDICT_WARN, "warning, by Warn="},
		{CAUSE_MODULE_NOT_SHIPPED, VERDICT_FAIL, POLICY_BLOCK | POLICY_WARN, VERDICT_FAIL, NULL},
		{CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, POLICY_IGNORE, VERDICT_FAIL,
		 "not ignored: Ignore="},
		{CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, POLICY_WARN | POLICY_IGNORE, VERDICT_WARN,
		 "warning, by Warn="},
		{CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, POLICY_ALL, VERDICT_FAIL, NULL},
		{CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN, POLICY_BLOCK, VERDICT_FAIL, "fault, by Block="},
		{CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN, POLICY_WARN, VERDICT_WARN, NULL},
		{CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN, POLICY_IGNORE, VERDICT_SKIP,
		 "cni-config-invalid ignored, by Ignore="},
		{CAUSE_PERSIST_MISSING, VERDICT_WARN, POLICY_BLOCK, VERDICT_FAIL, "fault, by Block="},
		{CAUSE_PERSIST_MISSING, VERDICT_WARN, POLICY_ALL, VERDICT_FAIL, "fault, by Block="},
		{CAUSE_PERSIST_MISSING, VERDICT_WARN, POLICY_WARN | POLICY_IGNORE, VERDICT_WARN, NULL},
		{CAUSE_PERSIST_MISSING, VERDICT_WARN, POLICY_IGNORE, VERDICT_SKIP,
		 "persist-missing ignored, by Ignore="},
		/* whatever the settings have, what could not be looked at stays so */
		{CAUSE_MODULE_UNKNOWN, VERDICT_ERROR, POLICY_ALL, VERDICT_ERROR, NULL},
		{CAUSE_CNI_CONFIG_INVALID, VERDICT_ERROR, POLICY_IGNORE, VERDICT_ERROR, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct settings settings;
		struct report report;
		const struct finding *finding;

		print_message("# %zu\n", i);
		settings_default(&settings);
		settings.policy[rows[i].cause] = rows[i].lists;
		for (size_t k = 0; k < SETTINGS_KEYS; k++)
			settings.origins[k] = (struct settings_origin){xstrdup("/etc/p.conf"), 3};
		report_init(&report, "6.1", "/");
		report_pass(&report, "link", NULL, "fine");
		report_cause_as(&report, "module", rows[i].cause, rows[i].found, "s",
				REMEDY(REMEDY_REBOOT, "reboot"), "bad");
		policy_apply(&settings, &report);
		finding = &report.findings[1];
		assert_int_equal(finding->verdict, rows[i].verdict);
		if (rows[i].policy) {
			assert_true(text_starts(finding->policy, rows[i].policy));
			assert_non_null(strstr(finding->policy, " in /etc/p.conf:3"));
		} else {
			assert_null(finding->policy);
		}
		/* as on every skip */
		assert_true(!finding->cause == (finding->verdict == VERDICT_SKIP));
		assert_true(!finding->remedy == (finding->verdict == VERDICT_SKIP));
		assert_int_equal(finding->let_through,
				 rows[i].found == VERDICT_FAIL && rows[i].verdict == VERDICT_WARN);
		assert_null(report.findings[0].policy);
		report_free(&report);
		settings_free(&settings);
	}
}

/* What the gate puts right by itself is no fault to it, and none to check. */
static void test_foretold(void **state)
{
	struct settings settings;
	struct report report;

	settings_default(&settings);
	settings.policy[CAUSE_CNI_CONFIG_INVALID] = POLICY_BLOCK;
	for (size_t k = 0; k < SETTINGS_KEYS; k++)
		settings.origins[k] = (struct settings_origin){xstrdup("/etc/p.conf"), 3};
	report_init(&report, "6.1", "/");
	report_foretold(&report, "cni-config", CAUSE_CNI_CONFIG_INVALID, "f", NULL, "will be renamed");
	policy_apply(&settings, &report);
	assert_finding(&report.findings[0], VERDICT_WARN, "cni-config-invalid", "will be renamed");
	assert_null(report.findings[0].policy);
	report_free(&report);
	settings_free(&settings);
}

/* A node that a list lets through is fit by it, and unless something else fails. */
static void test_by_policy(void **state)
{
	struct settings settings;
	struct report report;

	settings_default(&settings);
	settings.policy[CAUSE_MODULE_NOT_SHIPPED] = POLICY_WARN;
	for (size_t k = 0; k < SETTINGS_KEYS; k++)
		settings.origins[k] = (struct settings_origin){xstrdup("/etc/p.conf"), 3};
	report_init(&report, "6.1", "/");
	policy_apply(&settings, &report);
	assert_null(report_by_policy(&report));
	report_cause(&report, "module", CAUSE_MODULE_NOT_SHIPPED, "vxlan", NULL, "gone");
	assert_null(report_by_policy(&report));
	policy_apply(&settings, &report);
	assert_int_equal(report_fitness(&report), FITNESS_FIT);
	assert_string_equal(report_by_policy(&report), PLACE);
	report_cause(&report, "link", CAUSE_LINK_UNKNOWN, NULL, NULL, "could not look");
	assert_null(report_by_policy(&report));
	report_cause(&report, "link", CAUSE_LINK_REFUSED, NULL, NULL, "refused");
	policy_apply(&settings, &report);
	assert_int_equal(report_fitness(&report), FITNESS_UNFIT);
	assert_null(report_by_policy(&report));
	report_free(&report);
	settings_free(&settings);
}

/* What the table of causes allows: for each row a reason. */
static void test_rows(void **state)
{
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++) {
		const struct cause *cause = cause_get((enum cause_id)id);
		unsigned int lists = cause->policy;
		_cleanup_free_ char *sentence = policy_sentence(cause);

		print_message("# %s: %s\n", cause->name, sentence);
		assert_true(text_ends(sentence, "."));
		assert_true(strstr(sentence, "[Policy]") != NULL);
		assert_int_equal(lists & ~(unsigned int)POLICY_ALL, 0);
		if (cause->verdict == VERDICT_ERROR || text_starts(cause->name, "gate-") ||
		    text_starts(cause->name, "settings-"))
			assert_int_equal(lists, POLICY_NONE);
		else if (cause->scope == SCOPE_NODE && cause->verdict == VERDICT_FAIL)
			assert_int_equal(lists & ~(unsigned int)POLICY_IGNORE,
					 POLICY_BLOCK | POLICY_WARN);
		else if (cause->scope == SCOPE_NODE)
			assert_int_equal(lists & ~(unsigned int)POLICY_BLOCK,
					 POLICY_WARN | POLICY_IGNORE);
		if (text_starts(cause->name, "overlay-") ||
		    text_starts(cause->name, "next-kernel-") ||
		    text_starts(cause->name, "newer-kernel-"))
			assert_int_equal(lists & POLICY_BLOCK, 0);
	}
	/* kubelet is the cure */
	assert_int_equal(cause_get(CAUSE_CNI_FILE_MISSING)->policy & POLICY_BLOCK, 0);
	assert_int_equal(cause_get(CAUSE_CNI_CONFIG_QUARANTINED)->policy & POLICY_BLOCK, 0);
	/* and the two where it may be held back all the same */
	assert_int_equal(cause_get(CAUSE_CNI_INSTALLER_HEALS)->policy, POLICY_ALL);
	assert_true(cause_get(CAUSE_CNI_CONFIG_ABSENT)->policy & POLICY_BLOCK);
}

/* Names that are left out, with the reason; those beside them count. */
static void test_names(void **state)
{
	static const struct {
		const char *key, *name, *part;
	} rows[] = {
		{"Block", "runtime-on-fire", "runtime-on-fire is not a cause in this release (did you mean "},
		{"Warn", "link-refusd", "did you mean link-refused?"},
		{"Ignore", "Persist-missing", "did you mean persist-missing?"},
		{"Block", "cni-file-missing", "it resolves itself once kubelet runs"},
		{"Block", "cni-config-quarantined", "it resolves itself once kubelet runs"},
		{"Block", "overlay-link-missing", "after kubelet has started"},
		{"Block", "overlay-mtu", "after kubelet has started"},
		{"Warn", "overlay-link-missing", "after kubelet has started"},
		{"Block", "next-kernel-unfit", "a kernel that is not running yet"},
		{"Block", "newer-kernel-unfit", "a kernel that is not running yet"},
		{"Block", "gate-masked", "about kubelet-preflight itself"},
		{"Warn", "settings-invalid", "about kubelet-preflight itself"},
		{"Warn", "gate-not-enabled", "about kubelet-preflight itself"},
		{"Ignore", "module-unknown", "stays an error"},
		{"Ignore", "module-not-shipped", "only a warning can be ignored"},
		{"Ignore", "cni-config-absent", "only a warning can be ignored"},
		{"Warn", "a/b", "a/b is not a cause"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = format_text(
			"[Policy]\n%s=link-unproven %s\n", rows[i].key, rows[i].name);
		_cleanup_reading_ struct reading reading = look_at(*state, text);

		assert_counts(&reading, 0, 1);
		assert_warning(*state, &reading, ADMIN, 2, rows[i].part);
		assert_warning(*state, &reading, ADMIN, 2, "the name is ignored");
		assert_true(reading.settings.policy[CAUSE_LINK_UNPROVEN] != POLICY_NONE);
	}
}

/* The value of a later file takes the place of an earlier one's, of the same list alone. */
static void test_files(void **state)
{
	_cleanup_reading_ struct reading reading = {0};

	fixture_write(*state, "/usr/lib/kubelet-preflight.conf.d/1.conf",
		      "[Policy]\nWarn=module-denied link-refused\nIgnore=persist-missing\n");
	fixture_write(*state, "/etc/kubelet-preflight.conf.d/2.conf", "[Policy]\nWarn=module-unsigned\n");
	fixture_write(*state, "/etc/kubelet-preflight.conf.d/3.conf", "[Policy]\nIgnore=\n");
	reading = look(*state);
	assert_sound(&reading);
	assert_int_equal(reading.settings.policy[CAUSE_MODULE_DENIED], POLICY_NONE);
	assert_int_equal(reading.settings.policy[CAUSE_LINK_REFUSED], POLICY_NONE);
	assert_int_equal(reading.settings.policy[CAUSE_MODULE_UNSIGNED], POLICY_WARN);
	assert_int_equal(reading.settings.policy[CAUSE_PERSIST_MISSING], POLICY_NONE);
	assert_origin(*state, &reading, "Policy", "Warn", "/etc/kubelet-preflight.conf.d/2.conf", 2);
}

/* Of lists that contradict each other the stronger counts, and a warning says so. */
static void test_contradictions(void **state)
{
	_cleanup_reading_ struct reading reading = look_at(
		*state, "[Policy]\nIgnore=persist-missing cni-config-rival\n"
			"Warn=persist-missing module-denied\nBlock=module-denied persist-missing\n");

	assert_counts(&reading, 0, 3);
	assert_warning(*state, &reading, ADMIN, 2, "Ignore=: persist-missing is also in Block=");
	assert_warning(*state, &reading, ADMIN, 3, "Warn=: persist-missing is also in Block=");
	assert_warning(*state, &reading, ADMIN, 3, "Warn=: module-denied is also in Block=");
	assert_non_null(strstr(reading.lines, "kubelet-preflight.conf:4), which counts"));
}

/* Block=cni-config-absent is what Absent=block means. */
static void test_absent(void **state)
{
	_cleanup_reading_ struct reading reading =
		look_at(*state, "[Policy]\nBlock=cni-config-absent\n");
	_cleanup_reading_ struct reading both =
		look_at(*state, "[CNI]\nAbsent=allow\n[Policy]\nBlock=cni-config-absent\n");

	assert_sound(&reading);
	assert_int_equal(reading.settings.absent, ABSENT_BLOCK);
	assert_origin(*state, &reading, "CNI", "Absent", ADMIN, 2);
	assert_counts(&both, 0, 1);
	assert_warning(*state, &both, ADMIN, 2, "cni-config-absent is in Block=");
	assert_int_equal(both.settings.absent, ABSENT_BLOCK);
	assert_origin(*state, &both, "CNI", "Absent", ADMIN, 4);
}

/* Ten thousand names: bounded in what is said and in time, and the one that is known counts. */
static void test_crowd(void **state)
{
	char *text = xcalloc(1, 400000), *end = text;
	uint64_t begin = now_ms();

	end += sprintf(end, "[Policy]\nWarn=");
	for (int i = 0; i < 10000; i++)
		end += sprintf(end, "cause-of-tomorrow-%d ", i);
	strcpy(end, "module-denied\n[Kernel]\nProbe=no\n");
	{
		_cleanup_reading_ struct reading reading = look_at(*state, text);

		assert_counts(&reading, 0, 10000);
		assert_int_equal(reading.problems.count, SETTINGS_PROBLEMS_MAX + 1);
		assert_non_null(strstr(reading.lines, "9936 more warnings"));
		assert_int_equal(reading.settings.policy[CAUSE_MODULE_DENIED], POLICY_WARN);
		assert_false(reading.settings.probe);
	}
	assert_true(now_ms() - begin < 5000);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply),
		cmocka_unit_test(test_foretold),
		cmocka_unit_test(test_by_policy),
		cmocka_unit_test(test_rows),
		FIXTURE_TEST(test_names),
		FIXTURE_TEST(test_files),
		FIXTURE_TEST(test_contradictions),
		FIXTURE_TEST(test_absent),
		FIXTURE_TEST(test_crowd),
	};

	return RUN_GROUP("policy", tests);
}
