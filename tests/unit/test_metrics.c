/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The metrics: the form that is promised, byte for byte, and names that others chose in it. */
#include "config.h"

#include "fixture.h"
#include "output/metrics.h"

#define KERNEL "6.1.0-50-cloud-amd64"
#define NOW 1700000000

static char *metrics_of(struct report *report)
{
	char *text = metrics_report(report, NOW);

	report_free(report);
	assert_non_null(text);
	return text;
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no \"%s\" in:\n%s", part, text);
}

static void assert_has_not(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("\"%s\" in:\n%s", part, text);
}

static void test_golden(void **state)
{
	static const char path[] = "/tests/unit/golden/metrics.txt";
	const char *source = getenv("srcdir");
	_cleanup_free_ char *golden = NULL, *text = NULL;
	struct report report;
	struct sysroot root;

	report_init(&report, KERNEL, "/");
	report_runtime(&report, "containerd, as /etc/default/kubelet says; directories from its defaults");
	report_cause(&report, "module", CAUSE_MODULE_NOT_SHIPPED, "vxlan",
		     REMEDY(REMEDY_REBOOT, "apt-get"), "not shipped");
	report_skip(&report, "link", "vxlan", "not tried");
	report_cause(&report, "module", CAUSE_MODULE_NOT_SHIPPED, "geneve", NULL, "not shipped");
	report_cause(&report, "persist", CAUSE_PERSIST_MASKED, "vxlan", NULL, "masked");
	report_cause(&report, "cni-config", CAUSE_CNI_UNKNOWN, NULL, NULL, "could not look");
	report_pass(&report, "cni-plugins", NULL, "calico, portmap");
	text = metrics_of(&report);
	assert_int_equal(sysroot_open(&root, source ? source : "."), 0);
	if (sysroot_read(&root, path, SYSROOT_TEXT_MAX, &golden, NULL) < 0)
		fail_msg("no %s%s; it would be:\n%s", root.path, path, text);
	sysroot_close(&root);
	assert_string_equal(text, golden);
}

static void test_fit(void **state)
{
	_cleanup_free_ char *text = NULL;
	struct report report;

	report_init(&report, KERNEL, "/");
	report_pass(&report, "module", "vxlan", "vxlan loaded");
	text = metrics_of(&report);
	assert_has(text, "_verdict{verdict=\"fit\",kernel=\"" KERNEL "\",runtime=\"unknown\"} 1\n");
	assert_has(text, "_verdict{verdict=\"unfit\",kernel=\"" KERNEL "\",runtime=\"unknown\"} 0\n");
	assert_has(text, "_verdict{verdict=\"unknown\",kernel=\"" KERNEL "\",runtime=\"unknown\"} 0\n");
	assert_has_not(text, "_cause{");
	assert_has(text, "\nkubelet_preflight_timestamp_seconds 1700000000\n");
}

/* One series of the mode, and one of a release while there is one. */
static void test_mode(void **state)
{
	_cleanup_free_ char *enforce = NULL, *text = NULL;
	struct report report;

	report_init(&report, KERNEL, "/");
	enforce = metrics_of(&report);
	assert_has(enforce, "\nkubelet_preflight_mode{mode=\"enforce\"} 1\n");
	assert_has_not(enforce, "mode=\"report\"");
	assert_has_not(enforce, "release");

	report_init(&report, KERNEL, "/");
	report.mode = MODE_REPORT;
	report_release(&report, "a\"b", 1600000000);
	text = metrics_of(&report);
	assert_has(text, "\nkubelet_preflight_mode{mode=\"report\"} 1\n");
	assert_has_not(text, "mode=\"enforce\"");
	assert_has(text, "\n# TYPE kubelet_preflight_release_timestamp_seconds gauge\n"
			 "kubelet_preflight_release_timestamp_seconds{by=\"a\\\"b\"} 1600000000\n");
}

/* Nothing was found, and nothing was checked: never fit. */
static void test_empty(void **state)
{
	_cleanup_free_ char *text = NULL;
	struct report report;

	report_init(&report, "", "/");
	text = metrics_of(&report);
	assert_has(text, "{verdict=\"fit\",kernel=\"unknown\",runtime=\"unknown\"} 0\n");
	assert_has(text, "{verdict=\"unknown\",kernel=\"unknown\",runtime=\"unknown\"} 1\n");
}

/* Of a cause with two verdicts the graver one, whichever came first: one series a cause. */
static void test_gravest(void **state)
{
	static const enum verdict orders[][2] = {{VERDICT_WARN, VERDICT_FAIL},
						 {VERDICT_FAIL, VERDICT_WARN}};

	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		_cleanup_free_ char *text = NULL;
		struct report report;

		report_init(&report, KERNEL, "/");
		for (size_t k = 0; k < 2; k++)
			report_cause_as(&report, "cni-config", CAUSE_CNI_CONFIG_INVALID, orders[i][k],
					"f", NULL, "bad");
		text = metrics_of(&report);
		assert_has(text, "_cause{cause=\"cni-config-invalid\",verdict=\"fail\",");
		assert_has_not(text, "verdict=\"warn\"");
	}
}

/* Bytes that no report has, as report_init() quotes them: the form does not rely on it. */
static void test_labels(void **state)
{
	static const struct {
		const char *kernel, *label;
	} rows[] = {
		{"6.1 \"x\" \\ \n", "6.1 \\\"x\\\" \\\\ \\n"},
		{"a\xff\xc3(b", "a\xef\xbf\xbd\xef\xbf\xbd(b"},
		{"\xc3\xa4\xe2\x82\xac", "\xc3\xa4\xe2\x82\xac"},
		{"} 1\nnode_boot_time_seconds 0\n", "} 1\\nnode_boot_time_seconds 0\\n"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = NULL, *line = NULL;
		char *copy = strdup(rows[i].kernel);
		const struct report report = {.kernel = copy};

		text = metrics_report(&report, NOW);
		line = format_text("\nkubelet_preflight_verdict{verdict=\"unknown\",kernel=\"%s\","
				   "runtime=\"unknown\"} 1\n", rows[i].label);
		free(copy);
		assert_has(text, line);
	}
}

/* A name without an end makes no file without an end. */
static void test_long_labels(void **state)
{
	char endless[100 * 1024];
	_cleanup_free_ char *text = NULL;
	const struct report report = {.kernel = endless, .runtime = endless};

	memset(endless, '"', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	text = metrics_report(&report, NOW);
	assert_non_null(text);
	assert_true(strlen(text) < 4096);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden), cmocka_unit_test(test_fit),
		cmocka_unit_test(test_mode),
		cmocka_unit_test(test_empty),  cmocka_unit_test(test_gravest),
		cmocka_unit_test(test_labels), cmocka_unit_test(test_long_labels),
	};

	return RUN_GROUP("metrics", tests);
}
