/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of the last fit gate: what is written, what is read, what has changed. */
#include "config.h"

#include <errno.h>

#include "commands/look.h"
#include "fixture.h"

#define FILE_NAME LAST_FIT_DIRECTORY "/" LAST_FIT_NAME
#define NETWORK   "/etc/cni/net.d/10-calico.conflist"
#define AT	  "2026-11-29T17:05:55Z"
#define NOW	  "2026-11-30T00:00:00Z"
#define RECORD(at, kernel) "{\"version\":1,\"at\":\"" at "\",\"kernel\":\"" kernel "\"}"
#define LARGE_BYTES (1LL << 30)

#define SENTENCE(changes) "Last fit on " AT " with kernel A; since then: " changes
#define NO_CHANGE SENTENCE("no change of kernel, container runtime or network file is known")

static void assert_sentence(const struct fit_record *then, const struct fit_record *now,
			    const char *expected)
{
	_cleanup_strv_ char **changes = fit_record_changes(then, now);
	_cleanup_free_ char *sentence = fit_record_sentence(then, changes);

	assert_string_equal(sentence, expected);
}

/* What differs, of what is known of both; a detail only where what it is a detail of is the same. */
static void test_changes(void **state)
{
	static const struct {
		const char *then[_FIT_FACT_COUNT], *now[_FIT_FACT_COUNT];
		const char *expected;
	} rows[] = {
		{{"A"}, {"A"}, NO_CHANGE},
		{{"A"}, {"B"}, SENTENCE("kernel A -> B")},
		{{"A"}, {NULL}, NO_CHANGE},
		{{"A", "#1", "linux-A"}, {"B", "#2", "linux-B"}, SENTENCE("kernel A -> B")},
		{{"A", "#1", "linux-A"},
		 {"A", "#2", FIT_NONE},
		 SENTENCE("build of the kernel #1 -> #2; package of the kernel linux-A -> none")},
		{{"A", NULL, "linux-A"}, {"A", "#2", NULL}, NO_CHANGE},
		{{"A", NULL, NULL, "containerd", "1.7"},
		 {"A", NULL, NULL, "containerd", "2.0"},
		 SENTENCE("version of the container runtime 1.7 -> 2.0")},
		{{"A", NULL, NULL, "containerd", "1.7"},
		 {"A", NULL, NULL, "CRI-O", "1.30"},
		 SENTENCE("container runtime containerd -> CRI-O")},
		{{"A", NULL, NULL, "containerd", "1.7"}, {"A", NULL, NULL, "containerd", NULL}, NO_CHANGE},
		{{"A", NULL, NULL, NULL, NULL, "/d/a", "1"},
		 {"A", NULL, NULL, NULL, NULL, "/d/b", "2"},
		 SENTENCE("network file /d/a -> /d/b")},
		{{"A", NULL, NULL, NULL, NULL, "/d/a", "1"},
		 {"A", NULL, NULL, NULL, NULL, "/d/a", "2"},
		 SENTENCE("network file /d/a has changed")},
		{{"A", NULL, NULL, NULL, NULL, FIT_NONE, NULL},
		 {"B", NULL, NULL, NULL, NULL, "/d/a", "2"},
		 SENTENCE("kernel A -> B; network file none -> /d/a")},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fit_record then = {.at = (char *)AT}, now = {.at = (char *)NOW};

		memcpy(then.facts, rows[i].then, sizeof(then.facts));
		memcpy(now.facts, rows[i].now, sizeof(now.facts));
		assert_sentence(&then, &now, rows[i].expected);
	}
}

/* A clock that was set back: a date that is still to come is not said. */
static void test_future(void **state)
{
	static const char text[] = RECORD("2027-01-01T00:00:00Z", "A");
	const struct fit_record now = {.facts = {[FIT_KERNEL] = (char *)"B"}};
	_cleanup_(fit_record_free) struct fit_record then = {0};

	assert_int_equal(fit_record_parse(text, strlen(text), NOW, &then), 0);
	assert_null(then.at);
	assert_sentence(&then, &now,
			"Last fit with kernel A (at a time that is later than this node's clock); "
			"since then: kernel A -> B");
}

/* What is no record of this version is as if it were not there. */
static void test_rubbish(void **state)
{
	static const char *const texts[] = {
		"", "rubbish", "null", "[]", "1", "{}", "{\"version\":1", "\xff\xfe{}",
		"{\"version\":2,\"at\":\"" AT "\",\"kernel\":\"A\"}",
		"{\"version\":\"1\",\"at\":\"" AT "\",\"kernel\":\"A\"}",
		"{\"at\":\"" AT "\",\"kernel\":\"A\"}",
		"{\"version\":1,\"kernel\":\"A\"}",
		"{\"version\":1,\"at\":\"" AT "\"}",
		"{\"version\":1,\"at\":\"" AT "\",\"kernel\":1}",
		"{\"version\":1,\"at\":\"" AT "\",\"kernel\":\"A\",\"x\":{\"y\":{}}}",
		RECORD(AT, ""), RECORD("", "A"), RECORD("yesterday", "A"),
		RECORD("2026-11-29T17:05:55Z ", "A"), RECORD("2026-11-29T17:05:5", "A"),
		RECORD("-2147481748-01-01T00:00:00Z", "A"), RECORD("12026-11-29T17:05:55Z", "A"),
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct fit_record record = {0};

		assert_int_equal(fit_record_parse(texts[i], strlen(texts[i]), NOW, &record), -EBADMSG);
		assert_null(record.facts[FIT_KERNEL]);
	}
}

/* What another system has written into its record cannot steer a terminal. */
static void test_hostile_values(void **state)
{
	static const char text[] = "{\"version\":1,\"at\":\"" AT "\",\"kernel\":\"A\\u001b[31m\","
				   "\"runtime\":\"x\\ny\",\"network\":[],\"network_hash\":7}";
	_cleanup_(fit_record_free) struct fit_record record = {0};

	assert_int_equal(fit_record_parse(text, strlen(text), NOW, &record), 0);
	assert_string_equal(record.facts[FIT_KERNEL], "A\\x1b[31m");
	assert_string_equal(record.facts[FIT_RUNTIME], "x\\x0ay");
	assert_null(record.facts[FIT_NETWORK]);
	assert_null(record.facts[FIT_NETWORK_HASH]);
}

static void test_write_and_read(void **state)
{
	const struct fit_record written = {
		.at = (char *)AT,
		.facts = {(char *)"A", (char *)"#1 \"SMP\"", NULL, (char *)"CRI-O", NULL, (char *)NETWORK},
	};
	_cleanup_(fit_record_free) struct fit_record record = {0};
	struct fixture *fixture = *state;
	struct stat status;

	assert_int_equal(fit_record_write(&fixture->root, &written), -ENOENT); /* no /var/lib */
	fixture_directory(fixture, "/var/lib");
	assert_int_equal(fit_record_read(&fixture->root, NOW, &record), -ENOENT);
	for (int i = 0; i < 2; i++)
		assert_int_equal(fit_record_write(&fixture->root, &written), 0);
	assert_int_equal(sysroot_stat(&fixture->root, LAST_FIT_DIRECTORY, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
	assert_int_equal(sysroot_stat(&fixture->root, FILE_NAME, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(fit_record_read(&fixture->root, AT, &record), 0);
	assert_string_equal(record.at, AT);
	for (size_t i = 0; i < _FIT_FACT_COUNT; i++) {
		assert_true(!record.facts[i] == !written.facts[i]);
		if (record.facts[i])
			assert_string_equal(record.facts[i], written.facts[i]);
	}
}

static void make_large(struct fixture *fixture)
{
	fixture_write(fixture, FILE_NAME, RECORD(AT, "A"));
	assert_int_equal(truncate(fixture_path(fixture, FILE_NAME), LARGE_BYTES), 0);
}

static void make_link(struct fixture *fixture)
{
	fixture_link(fixture, FILE_NAME, "/etc/hostname"); /* of the image, where there is none */
}

static void make_fifo(struct fixture *fixture)
{
	fixture_fifo(fixture, FILE_NAME);
}

static void make_directory(struct fixture *fixture)
{
	fixture_directory(fixture, FILE_NAME);
}

/* In place of the record: nothing is opened that blocks, no more is read than a record has. */
static void test_no_record(void **state)
{
	static const struct {
		void (*make)(struct fixture *fixture);
		int read, write;
	} rows[] = {
		{make_large, -EFBIG, 0},
		{make_link, -ENOENT, -ELOOP},
		{make_fifo, -EMEDIUMTYPE, 0},
		{make_directory, -EISDIR, -EISDIR},
	};
	const struct fit_record record = {.at = (char *)AT, .facts = {(char *)"A"}};
	struct fixture *fixture = *state;

	fixture_directory(fixture, LAST_FIT_DIRECTORY);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct fit_record read = {0};

		rows[i].make(fixture);
		assert_int_equal(fit_record_read(&fixture->root, NOW, &read), rows[i].read);
		assert_int_equal(fit_record_write(&fixture->root, &record), rows[i].write);
		fixture_remove(fixture, FILE_NAME);
	}
}

/* --- a look: what it writes, and what it says --- */

static void begin(struct fixture *fixture, struct look *ret, const char *kernel)
{
	*ret = (struct look){.root = fixture->root};
	report_init(&ret->report, kernel, "/");
	report_runtime(&ret->report, "containerd, as it is installed; directories from its defaults");
	report_network(&ret->report, NETWORK);
}

static void assert_said(struct fixture *fixture, const char *kernel, const char *part)
{
	_cleanup_free_ char *sentence = NULL;
	struct look look;

	begin(fixture, &look, kernel);
	report_cause(&look.report, "module", CAUSE_MODULE_NOT_SHIPPED, "vxlan", NULL, "gone");
	last_fit_note(&look);
	sentence = report_last_fit(&look.report);
	if (!part)
		assert_null(sentence);
	else if (!sentence || !text_ends(sentence, part))
		fail_msg("\"%s\" does not end with \"%s\"", sentence ? sentence : "", part);
	report_free(&look.report);
}

/* Only what the checks alone have proven is a fit gate. */
static void test_who_writes(void **state)
{
	struct fixture *fixture = *state;
	struct look look;

	fixture_write(fixture, NETWORK, "{}");
	fixture_directory(fixture, "/var/lib");
	begin(fixture, &look, "A");
	assert_int_equal(last_fit_write(&look), 0); /* nothing was checked */
	report_cause_as(&look.report, "module", CAUSE_MODULE_NOT_SHIPPED, VERDICT_WARN, "vxlan", NULL, "gone");
	report_let_through(&look.report, &look.report.findings[0], "Warn= in f:1");
	assert_int_equal(last_fit_write(&look), 0);
	report_free(&look.report);
	begin(fixture, &look, "A");
	report_cause(&look.report, "module", CAUSE_MODULE_NOT_SHIPPED, "vxlan", NULL, "gone");
	report_release(&look.report, "alice", 1);
	look.report.mode = MODE_REPORT;
	assert_int_equal(last_fit_write(&look), 0);
	report_free(&look.report);
	assert_false(sysroot_exists(&fixture->root, FILE_NAME));
	assert_said(fixture, "A", NULL);

	begin(fixture, &look, "A");
	report_pass(&look.report, "module", "vxlan", "loaded");
	report_pass(&look.report, "package", "linux-A", "installed");
	assert_int_equal(last_fit_write(&look), 0);
	last_fit_note(&look); /* a node that is fit asks for nothing */
	assert_null(report_last_fit(&look.report));
	report_free(&look.report);
	assert_said(fixture, "A", " with kernel A; since then: no change of kernel, container runtime or "
				  "network file is known");
	assert_said(fixture, "B", " with kernel A; since then: kernel A -> B");
	begin(fixture, &look, "A");
	report_cause(&look.report, "package", CAUSE_PACKAGE_MISSING, "linux-A", NULL, "it is not installed");
	last_fit_note(&look);
	assert_string_equal(look.report.since[0], "package of the kernel linux-A -> none");
	report_free(&look.report);
	/* A package that another module takes, and a runtime that is only assumed, are not compared. */
	begin(fixture, &look, "A");
	report_runtime(&look.report, "CRI-O, " RUNTIME_ASSUMED "; directories from its defaults");
	report_cause(&look.report, "package", CAUSE_PACKAGE_MISSING, "linux-extra-A", NULL, "it is not installed");
	last_fit_note(&look);
	assert_null(look.report.since);
	report_free(&look.report);
}

static void test_network_file(void **state)
{
	struct fixture *fixture = *state;
	struct look look;

	fixture_write(fixture, NETWORK, "{}");
	fixture_directory(fixture, "/var/lib");
	begin(fixture, &look, "A");
	report_pass(&look.report, "module", "vxlan", "loaded");
	assert_int_equal(last_fit_write(&look), 0);
	report_free(&look.report);
	fixture_write(fixture, NETWORK, "{"); /* cut off */
	assert_said(fixture, "A", "; since then: network file " NETWORK " has changed");
	fixture_remove(fixture, NETWORK);
	fixture_fifo(fixture, NETWORK);
	assert_said(fixture, "A", "; since then: network file " NETWORK " has changed");
}

/* A record that the gate cannot write is said, and nothing else: the caller has the error. */
static void test_not_written(void **state)
{
	struct fixture *fixture = *state;
	struct look look;

	fixture_write(fixture, LAST_FIT_DIRECTORY, "a file");
	begin(fixture, &look, "A");
	report_pass(&look.report, "module", "vxlan", "loaded");
	assert_int_equal(last_fit_write(&look), -ENOTDIR);
	report_free(&look.report);
	assert_said(fixture, "B", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),	     cmocka_unit_test(test_future),
		cmocka_unit_test(test_rubbish),	     cmocka_unit_test(test_hostile_values),
		FIXTURE_TEST(test_write_and_read),   FIXTURE_TEST(test_no_record),
		FIXTURE_TEST(test_who_writes),	     FIXTURE_TEST(test_network_file),
		FIXTURE_TEST(test_not_written),
	};

	return RUN_GROUP("last_fit", tests);
}
