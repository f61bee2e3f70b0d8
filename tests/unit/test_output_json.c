/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The JSON document: the form that is promised to programs, byte for byte and read back. */
#include "config.h"

#include <json.h>

#include "fixture.h"
#include "output/json.h"

#define KERNEL "6.1.0-50-cloud-amd64"
#define NASTY                                                                                      \
	"quote \" backslash \\ slash / tab \t line\nbell \x07 escape \x1b[31m del \x7f \xc3\xa4"

static void fill_unfit(struct report *report)
{
	report_init(report, KERNEL, "/");
	report_cause(report, "module", CAUSE_MODULE_NOT_SHIPPED, "vxlan",
		     REMEDY(REMEDY_SAFE, APT_INSTALL " --reinstall linux-image-" KERNEL),
		     "vxlan is not shipped");
	report_skip(report, "link", "vxlan", "not tried");
	report_cause(report, "persist", CAUSE_PERSIST_MASKED, "vxlan", NULL, "masked");
	report_cause(report, "cni-config", CAUSE_CNI_UNKNOWN, NULL, NULL, "could not look");
	report_pass(report, "cni-plugins", NULL, "calico, portmap");
}

static void test_golden(void **state)
{
	static const char path[] = "/tests/unit/golden/report.json.txt";
	const char *source = getenv("srcdir");
	_cleanup_free_ char *golden = NULL, *text = NULL;
	struct report report;
	struct sysroot root;

	fill_unfit(&report);
	text = json_report(&report);
	report_free(&report);
	assert_int_equal(sysroot_open(&root, source ? source : "."), 0);
	if (sysroot_read(&root, path, SYSROOT_TEXT_MAX, &golden, NULL) < 0)
		fail_msg("no %s%s; it would be:\n%s", root.path, path, text);
	sysroot_close(&root);
	assert_string_equal(text, golden);
}

/* The document, read strictly; it ends with one line end. For the caller (json_object_put). */
static struct json_object *parse(const struct report *report)
{
	_cleanup_free_ char *text = json_report(report);
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *document;

	assert_non_null(text);
	assert_true(text_ends(text, "}\n"));
	assert_non_null(tokener);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	text[strlen(text) - 1] = '\0';
	document = json_tokener_parse_ex(tokener, text, (int)strlen(text) + 1);
	if (!document)
		fail_msg("%s", json_tokener_error_desc(json_tokener_get_error(tokener)));
	json_tokener_free(tokener);
	return document;
}

static void assert_member(struct json_object *object, const char *key, const char *expected)
{
	struct json_object *value = NULL;

	assert_true(json_object_object_get_ex(object, key, &value)); /* null is there as well */
	if (expected)
		assert_string_equal(json_object_get_string(value), expected);
	else
		assert_null(value);
}

static struct json_object *finding_at(struct json_object *document, size_t index)
{
	struct json_object *findings = json_object_object_get(document, "findings");

	assert_true(json_object_is_type(findings, json_type_array));
	assert_true(index < json_object_array_length(findings));
	return json_object_array_get_idx(findings, index);
}

static void test_members(void **state)
{
	static const char *const expected[][9] = {
		{"module", "fail", "module-not-shipped", "vxlan", "vxlan is not shipped",
		 APT_INSTALL " --reinstall linux-image-" KERNEL, "safe"},
		{"link", "skip", NULL, "vxlan", "not tried", NULL, "none"},
		{"persist", "warn", "persist-masked", "vxlan", "masked", NULL, "none"},
		{"cni-config", "error", "cni-unknown", NULL, "could not look", NULL, "none"},
		{"cni-plugins", "pass", NULL, NULL, "calico, portmap", NULL, "none"},
	};
	static const char *const keys[] = {"check",   "verdict", "cause",       "subject",
					   "summary", "remedy",  "remedy_kind", "remedy_note",
					   "policy"};
	struct report report;
	struct json_object *document;

	fill_unfit(&report);
	document = parse(&report);
	report_free(&report);
	assert_int_equal(json_object_object_length(document), 12);
	assert_int_equal(json_object_get_int(json_object_object_get(document, "version")), 1);
	assert_member(document, "verdict", "unfit");
	assert_member(document, "kernel", KERNEL);
	assert_member(document, "root", "/");
	assert_member(document, "runtime", NULL);
	assert_member(document, "by_policy", NULL);
	assert_member(document, "mode", "enforce");
	assert_member(document, "held_back", NULL);
	assert_member(document, "released", NULL);
	assert_member(document, "cri", NULL);
	assert_member(document, "last_fit", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		struct json_object *finding = finding_at(document, i);

		assert_int_equal(json_object_object_length(finding), ARRAY_SIZE(keys));
		for (size_t k = 0; k < ARRAY_SIZE(keys); k++)
			assert_member(finding, keys[k], expected[i][k]);
	}
	json_object_put(document);
}

/* What the settings make of a finding, and that the node is fit by it alone. */
static void test_policy(void **state)
{
	struct json_object *document;
	struct report report;

	report_init(&report, KERNEL, "/");
	report_cause_as(&report, "module", CAUSE_MODULE_NOT_SHIPPED, VERDICT_WARN, "vxlan", NULL, "bad");
	report.findings[0].policy = xstrdup("warning, by Warn= in /etc/p.conf:3");
	report_let_through(&report, &report.findings[0], "Warn= in /etc/p.conf:3");
	document = parse(&report);
	report_free(&report);
	assert_member(document, "verdict", "fit");
	assert_member(document, "by_policy", "Warn= in /etc/p.conf:3");
	assert_member(finding_at(document, 0), "policy", "warning, by Warn= in /etc/p.conf:3");
	json_object_put(document);
}

/* Whatever a string holds, it comes out as it went in. */
static void test_strings_survive(void **state)
{
	char nasty[] = NASTY, kernel[] = "", root[] = "/mnt/\"image\"";
	struct finding finding = {
		.check = "module", .cause = cause_get(CAUSE_MODULE_DENIED), .verdict = VERDICT_FAIL,
		.subject = nasty, .summary = nasty, .remedy = nasty,
	};
	const struct report report = {
		.kernel = kernel, .root = root, .findings = &finding, .count = 1};
	struct json_object *document = parse(&report);

	assert_member(document, "kernel", "");
	assert_member(document, "root", "/mnt/\"image\"");
	assert_member(finding_at(document, 0), "subject", NASTY);
	assert_member(finding_at(document, 0), "summary", NASTY);
	assert_member(finding_at(document, 0), "remedy", NASTY);
	json_object_put(document);
}

/* A file's name is bytes; JSON is UTF-8, and readers refuse what is not. */
static void test_bytes_that_are_no_text(void **state)
{
	struct report report;

	report_init(&report, KERNEL, "/mnt/\xff");
	report_cause(&report, "cni-config", CAUSE_CNI_CONFIG_INVALID, "\xc3(",
		     REMEDY(REMEDY_EDIT, "rm \xfe"), "%s",
		     "a\xff"
		     "b");
	json_object_put(parse(&report));
	report_free(&report);
}

/* What the container runtime answered, and how long it was waited for. */
static void test_cri(void **state)
{
	struct report report;
	struct json_object *document, *cri;

	report_init(&report, KERNEL, "/");
	report_cri(&report, &(const struct report_cri){.endpoint = (char *)"/run/x.sock",
						       .name = (char *)"cri-o",
						       .version = (char *)"1.\x1b",
						       .asked = true,
						       .waited_ms = 1500});
	document = parse(&report);
	report_free(&report);
	cri = json_object_object_get(document, "cri");
	assert_member(cri, "name", "cri-o");
	assert_member(cri, "version", "1.\\x1b");
	assert_member(cri, "endpoint", "/run/x.sock");
	assert_member(cri, "asked", "true");
	assert_member(cri, "why", NULL);
	assert_member(cri, "waited_ms", "1500");
	json_object_put(document);
}

/* What the last fit gate has noted, and what has changed since. */
static void test_last_fit(void **state)
{
	struct json_object *document, *last_fit, *since;
	struct report report;

	fill_unfit(&report);
	report.last_fit = (struct fit_record){
		.at = xstrdup("2026-11-29T17:05:55Z"),
		.facts = {[FIT_KERNEL] = xstrdup("6.1"), [FIT_NETWORK] = xstrdup("/etc/cni/net.d/n.conf")},
	};
	strv_append(&report.since, "kernel 6.1 -> " KERNEL);
	strv_append(&report.since, "network file /etc/cni/net.d/n.conf has changed");
	document = parse(&report);
	report_free(&report);
	last_fit = json_object_object_get(document, "last_fit");
	assert_member(last_fit, "at", "2026-11-29T17:05:55Z");
	assert_member(last_fit, "kernel", "6.1");
	assert_member(last_fit, "kernel_build", NULL);
	assert_member(last_fit, "kernel_package", NULL);
	assert_member(last_fit, "runtime", NULL);
	assert_member(last_fit, "runtime_version", NULL);
	assert_member(last_fit, "network", "/etc/cni/net.d/n.conf");
	assert_member(last_fit, "network_hash", NULL);
	since = json_object_object_get(last_fit, "since");
	assert_int_equal(json_object_array_length(since), 2);
	assert_string_equal(json_object_get_string(json_object_array_get_idx(since, 0)), "kernel 6.1 -> " KERNEL);
	json_object_put(document);
}

/* What --verbose gathered is a key of its own, and is there with it only. */
static void test_seen(void **state)
{
	struct json_object *document, *seen;
	struct report report;

	fill_unfit(&report);
	report_fact(&report, "runtime", "%s", "a\x1b" "b");
	report_fact(&report, "there", "/etc: \"%s\"", "x");
	document = parse(&report);
	report_free(&report);
	assert_int_equal(json_object_object_length(document), 13);
	seen = json_object_object_get(document, "seen");
	assert_int_equal(json_object_array_length(seen), 2);
	assert_member(json_object_array_get_idx(seen, 0), "name", "runtime");
	assert_member(json_object_array_get_idx(seen, 0), "value", "a\\x1bb");
	assert_member(json_object_array_get_idx(seen, 1), "value", "/etc: \"x\"");
	json_object_put(document);
}

/* What the gate did with the node: of no other command is that known. */
static void test_gate(void **state)
{
	static const struct {
		bool fit;
		enum gate_mode mode;
		const char *released_by;
		const char *held_back;
	} rows[] = {
		{true, MODE_ENFORCE, NULL, "false"}, {false, MODE_ENFORCE, NULL, "true"},
		{true, MODE_REPORT, NULL, "false"},  {false, MODE_REPORT, NULL, "false"},
		{false, MODE_ENFORCE, "alice", "false"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct json_object *document, *released;
		struct report report;

		report_init(&report, KERNEL, "/");
		report.of_gate = true;
		report.mode = rows[i].mode;
		if (rows[i].fit)
			report_pass(&report, "module", "vxlan", "vxlan loaded");
		if (rows[i].released_by)
			report_release(&report, rows[i].released_by, 1700000000);
		document = parse(&report);
		report_free(&report);
		assert_member(document, "held_back", rows[i].held_back);
		assert_true(json_object_is_type(json_object_object_get(document, "held_back"),
						json_type_boolean));
		assert_member(document, "mode", rows[i].mode == MODE_REPORT ? "report" : "enforce");
		released = json_object_object_get(document, "released");
		assert_true(!!released == !!rows[i].released_by);
		if (released) {
			assert_int_equal(json_object_object_length(released), 2);
			assert_member(released, "by", "alice");
			assert_member(released, "at", "2023-11-14T22:13:20Z");
		}
		json_object_put(document);
	}
}

static void test_verdicts(void **state)
{
	struct report report;
	struct json_object *document;

	report_init(&report, KERNEL, "/");
	document = parse(&report);
	report_free(&report);
	assert_member(document, "verdict", "unknown");
	assert_int_equal(json_object_array_length(json_object_object_get(document, "findings")), 0);
	json_object_put(document);
	report_free(&report);

	report_init(&report, KERNEL, "/");
	report_pass(&report, "module", "vxlan", "vxlan loaded");
	document = parse(&report);
	report_free(&report);
	assert_member(document, "verdict", "fit");
	json_object_put(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_strings_survive),
		cmocka_unit_test(test_bytes_that_are_no_text),
		cmocka_unit_test(test_cri),
		cmocka_unit_test(test_last_fit),
		cmocka_unit_test(test_seen),
		cmocka_unit_test(test_gate),
		cmocka_unit_test(test_verdicts),
	};

	return RUN_GROUP("output_json", tests);
}
