/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What people read, byte for byte: tests/unit/golden has the texts. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "output/terminal.h"

#define KERNEL "6.1.0-50-cloud-amd64"
#define COMMAND "depmod " KERNEL

static void fill_fit(struct report *report)
{
	report_init(report, KERNEL, "/");
	report->proven = true;
	report_pass(report, "module", "vxlan", "vxlan loaded");
	report_pass(report, "link", "vxlan", "the kernel created a vxlan interface and set it up");
	report_skip(report, "package", NULL, "the kernel has vxlan");
	report_pass(report, "cni-config", NULL,
		    "no configuration yet: the node waits for its DaemonSet");
}

/* Every verdict, a summary longer than a line, one remedy for two causes, a cause without one. */
static void fill_unfit(struct report *report)
{
	report_init(report, KERNEL, "/");
	report_cause(report, "module", CAUSE_MODULE_NOT_SHIPPED, "vxlan",
		     REMEDY(REMEDY_SAFE, COMMAND),
		     "vxlan is not shipped by the kernel %s: it is not built in, and neither "
		     "modules.dep.bin nor any directory below /lib/modules/%s has a file of it",
		     KERNEL, KERNEL);
	report_skip(report, "link", "vxlan", "not tried: the module is not there");
	report_cause(report, "package", CAUSE_PACKAGE_INCOMPLETE, "linux-image",
		     REMEDY(REMEDY_SAFE, COMMAND),
		     "linux-image-%s is installed and its files are gone", KERNEL);
	report_cause(report, "persist", CAUSE_PERSIST_MASKED, "vxlan",
		     REMEDY(REMEDY_EDIT, "rm /etc/modules-load.d/kubelet-preflight.conf"),
		     "our file is masked");
	report_cause(report, "cni-config", CAUSE_CNI_UNKNOWN, NULL, NULL, "could not look: %s",
		     "Input/output error");
	report_pass(report, "cni-plugins", NULL, "calico, portmap");
	report->last_fit.at = xstrdup("2026-11-29T17:05:55Z");
	report->last_fit.facts[FIT_KERNEL] = xstrdup("6.1.0-49-cloud-amd64");
	strv_append(&report->since, "kernel 6.1.0-49-cloud-amd64 -> " KERNEL);
	strv_append(&report->since, "network file /etc/cni/net.d/10-calico.conflist has changed");
}

static void fill_unknown(struct report *report)
{
	report_init(report, "", "/mnt/image");
	report->offline = true;
	report_cause(report, "settings", CAUSE_SETTINGS_INVALID, "f",
		     REMEDY(REMEDY_EDIT, "vi +3 /mnt/image/etc/f"),
		     "/mnt/image/etc/f:3: Foo is not a key in [Kernel]");
}

/* No link was made for it. */
static void fill_offline(struct report *report)
{
	fill_fit(report);
	report->proven = false;
	report->offline = true;
}

/* No link and no runtime: what is known of this node is what its files say. */
static void fill_unasked(struct report *report)
{
	fill_fit(report);
	report->proven = false;
	report_cri(report, &(const struct report_cri){.endpoint = (char *)"unix:///run/x.sock",
						       .why = (char *)"there is no such socket"});
	report_cause(report, "runtime", CAUSE_RUNTIME_NOT_RUNNING, "x",
		     &(const struct remedy){REMEDY_DECISION, (char *)"systemctl start x",
					    (char *)"somebody may have stopped it"},
		     "x does not run");
}

/* A fault that Warn= lets through, a warning that is ignored, and one that Ignore= cannot have. */
static void fill_policy(struct report *report)
{
	report_init(report, KERNEL, "/");
	report_cause_as(report, "module", CAUSE_MODULE_NOT_SHIPPED, VERDICT_WARN, "vxlan",
			REMEDY(REMEDY_SAFE, COMMAND), "vxlan is not shipped");
	report->findings[0].policy = xstrdup("warning, by Warn= in /etc/p.conf:3");
	report_let_through(report, &report->findings[0], "Warn= in /etc/p.conf:3");
	report_skip(report, "persist", "vxlan", "our file is masked");
	report->findings[1].policy = xstrdup("persist-masked ignored, by Ignore= in /etc/p.conf:4");
	report_pass(report, "cni-plugins", NULL, "calico, portmap");
}

static void fill_empty(struct report *report)
{
	report_init(report, KERNEL, "/");
}

static char *print(void (*fill)(struct report *report), bool all, struct terminal terminal)
{
	struct report report;
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	fill(&report);
	assert_int_equal(terminal_report(&report, all, terminal, stream), 0);
	assert_int_equal(fclose(stream), 0);
	report_free(&report);
	return text;
}

/* Leaves the text as NAME.actual where the test runs, for a golden that is to be renewed. */
static void fail_golden(const char *name, const char *text, size_t same)
{
	_cleanup_free_ char *path = format_text("%s.actual", name);
	FILE *file = fopen(path, "we");
	unsigned int line = 1;

	if (file) {
		fputs(text, file);
		fclose(file);
	}
	for (size_t i = 0; i < same; i++)
		line += text[i] == '\n';
	fail_msg("%s: line %u differs; see %s", name, line, path);
}

/* libsmartcols pads a coloured cell within the colour, and until 2.36 behind it: blanks go behind it. */
static void blanks_behind_colour(char *text)
{
	static const char within[] = " \033[0m", behind[] = "\033[0m ";
	char *at;

	while (text && (at = strstr(text, within)))
		memcpy(at, behind, strlen(behind));
}

static void assert_golden(const char *name, char *text)
{
	const char *source = getenv("srcdir");
	struct sysroot root;
	_cleanup_free_ char *path = format_text("/tests/unit/golden/%s", name);
	_cleanup_free_ char *golden = NULL;
	size_t same = 0;

	assert_int_equal(sysroot_open(&root, source ? source : "."), 0);
	sysroot_read(&root, path, SYSROOT_TEXT_MAX, &golden, NULL);
	sysroot_close(&root);
	blanks_behind_colour(golden);
	blanks_behind_colour(text);
	while (golden && text[same] && text[same] == golden[same])
		same++;
	if (!golden || text[same] != golden[same])
		fail_golden(name, text, same);
}

static void test_goldens(void **state)
{
	static const struct {
		const char *name;
		void (*fill)(struct report *report);
		bool all;
		struct terminal terminal;
	} rows[] = {
		{"terminal-fit.txt", fill_fit, false, {0, false}},
		{"terminal-fit-all-80-colour.txt", fill_fit, true, {80, true}},
		{"terminal-unfit.txt", fill_unfit, false, {0, false}},
		{"terminal-unfit-80.txt", fill_unfit, false, {80, false}},
		{"terminal-unfit-20.txt", fill_unfit, false, {20, false}},
		{"terminal-unfit-all-80-colour.txt", fill_unfit, true, {80, true}},
		{"terminal-unfit-all-200.txt", fill_unfit, true, {200, false}},
		{"terminal-unknown.txt", fill_unknown, false, {0, false}},
		{"terminal-offline.txt", fill_offline, false, {80, false}},
		{"terminal-unasked.txt", fill_unasked, false, {80, false}},
		{"terminal-policy-all-80.txt", fill_policy, true, {80, false}},
		{"terminal-empty.txt", fill_empty, false, {80, false}},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = print(rows[i].fill, rows[i].all, rows[i].terminal);

		print_message("# %s\n", rows[i].name);
		assert_golden(rows[i].name, text);
	}
}

/* The longest line, colour not counted; bytes and columns are the same in ASCII. */
static size_t longest_line(const char *text)
{
	size_t longest = 0, columns = 0;

	for (; *text; text++) {
		if (*text == '\033')
			text += strcspn(text, "m");
		else if (*text == '\n')
			columns = 0;
		else if (++columns > longest)
			longest = columns;
	}
	return longest;
}

static void test_width(void **state)
{
	static const unsigned int widths[] = {80, 120, 200};

	for (size_t i = 0; i < ARRAY_SIZE(widths); i++) {
		_cleanup_free_ char *text = print(fill_unfit, true, (struct terminal){widths[i], true});

		assert_between(longest_line(text), widths[i] / 2, widths[i]);
	}
}

/* In a pipe each finding is one line, so that grep finds it whole. */
static void test_pipe(void **state)
{
	_cleanup_free_ char *text = print(fill_unfit, true, (struct terminal){0, false});

	assert_null(strchr(text, '\033'));
	assert_non_null(strstr(text, "has a file of it\n"));
	assert_true(longest_line(text) > 150);
}

/* A command is never broken: it is there to be copied. */
static void test_remedies_are_whole(void **state)
{
	_cleanup_free_ char *text = print(fill_unfit, true, (struct terminal){40, false});
	const char *first = strstr(text, "\n    " COMMAND "\n");

	assert_non_null(first);
	assert_null(strstr(first + strlen("\n    "),
			   "    " COMMAND "\n")); /* once for its two causes */
	assert_non_null(strstr(text, "\n    rm /etc/modules-load.d/kubelet-preflight.conf\n"));
}

/* Each is under what it mends, and so is a cause for which there is no command. */
static void test_causes_are_under_their_findings(void **state)
{
	static const char *const order[] = {
		"FAILED  module ",
		"cause: module-not-shipped, to fix it:\n    " COMMAND "\n",
		"FAILED  package ",
		"package-incomplete; the command for module-not-shipped fixes it\n",
		"ERROR   cni-config ",
		"cause: cni-unknown\n",
		"WARNING persist ",
		"persist-masked, to fix it by an edit:\n    rm /etc/",
		"-       link ",
		"ok      cni-plugins ",
		"Details: kubelet-preflight explain module-not-shipped\n",
	};
	_cleanup_free_ char *text = print(fill_unfit, true, (struct terminal){0, false});
	const char *at = text;

	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		at = strstr(at, order[i]);
		if (!at)
			fail_msg("\"%s\" is not there, or not in its place", order[i]);
	}
}

/* Without --all what is fine is one line, and a check that found something wrong is not in it. */
static void fill_two_of_a_check(struct report *report)
{
	fill_fit(report);
	report_cause(report, "module", CAUSE_MODULE_LOAD_VOID, "geneve", NULL, "geneve is not loaded");
}

static void test_what_is_fine(void **state)
{
	_cleanup_free_ char *fit = print(fill_fit, false, (struct terminal){0, false});
	_cleanup_free_ char *two = print(fill_two_of_a_check, false, (struct terminal){0, false});

	assert_non_null(strstr(fit, ")\n\npassed: module, link, cni-config; skipped: package (--all shows each)\n"));
	assert_non_null(strstr(two, "\n\npassed: link, cni-config; skipped: package (--all shows each)\n\n"));
}

/* A path that is longer than the line is broken behind a slash; a verdict between words. */
static void fill_long(struct report *report)
{
	report_init(report, KERNEL, "/var/lib/machines/" KERNEL "/" KERNEL "/" KERNEL);
	report_cause(report, "cni-config", CAUSE_CNI_UNKNOWN, NULL, NULL,
		     "/var/lib/rancher/k3s/data/0123456789abcdef0123456789abcdef/" KERNEL
		     "/etc/cni/net.d could not be read");
	report_fact(report, "runtime", "containerd, as --container-runtime-endpoint in "
				       "/etc/default/kubelet of this node says");
}

static void test_long_words(void **state)
{
	static const unsigned int widths[] = {60, 80};

	for (size_t i = 0; i < ARRAY_SIZE(widths); i++) {
		_cleanup_free_ char *text = print(fill_long, true, (struct terminal){widths[i], true});

		assert_between(longest_line(text), widths[i] / 2, widths[i]);
		assert_non_null(strstr(text, "/\n"));
	}
}

/* What --verbose gathered comes last, each name once. */
static void fill_facts(struct report *report)
{
	fill_fit(report);
	report_fact(report, "runtime", "containerd");
	report_fact(report, "there", "/etc: a directory");
	report_fact(report, "there", "/a\x1b[31m: a file");
}

static void test_facts(void **state)
{
	_cleanup_free_ char *text = print(fill_facts, true, (struct terminal){80, false});

	assert_non_null(strstr(text, "DaemonSet\n\nWhat was checked, and found:\n"
				     "runtime containerd\n"
				     "there   /etc: a directory\n"
				     "        /a\\x1b[31m: a file\n"));
}

static void fill_hostile(struct report *report)
{
	report_init(report, KERNEL "\x1b[31m", "/mnt/\x1b[31m\x07");
	report_pass(report, "cni-config", NULL, "a\x1b[31m\x07" "b\xff");
}

static void test_no_steering(void **state)
{
	static const unsigned int widths[] = {0, 80};

	for (size_t i = 0; i < ARRAY_SIZE(widths); i++) {
		_cleanup_free_ char *text =
			print(fill_hostile, true, (struct terminal){widths[i], false});

		assert_null(strpbrk(text, "\x1b\x07"));
		assert_non_null(strstr(text, "a\\x1b[31m\\x07b\\xff\n")); /* quoted once */
	}
}

/* A full disk is no fit node: the caller learns that nobody saw the report. */
static void test_stream_that_takes_nothing(void **state)
{
	struct report report;
	FILE *stream = fopen("/dev/full", "we");

	assert_non_null(stream);
	fill_fit(&report);
	assert_int_equal(terminal_report(&report, true, (struct terminal){0, false}, stream), -EIO);
	report_free(&report);
	fclose(stream);
}

/* stdout of a test under automake is no terminal. */
static void test_stdout(void **state)
{
	struct terminal terminal;

	if (isatty(STDOUT_FILENO))
		return;
	terminal = terminal_of_stdout();
	assert_int_equal(terminal.columns, 0);
	assert_false(terminal.colour);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_goldens),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_remedies_are_whole),
		cmocka_unit_test(test_causes_are_under_their_findings),
		cmocka_unit_test(test_what_is_fine),
		cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_no_steering),
		cmocka_unit_test(test_stream_that_takes_nothing),
		cmocka_unit_test(test_stdout),
	};

	return RUN_GROUP("output_terminal", tests);
}
