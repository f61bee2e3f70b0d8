/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reports that README shows are what the program prints of such a node, 80 columns with the indent. */
#include "config.h"

#include "fixture.h"
#include "output/terminal.h"

#define KERNEL "6.1.0-50-cloud-amd64"
#define TREE "/lib/modules/" KERNEL "/"
#define INDENT "    "

static const struct terminal terminal_80 = {80 - sizeof(INDENT) + 1, false};

static void fill_cni(struct report *report)
{
	report_pass(report, "runtime", NULL, "containerd answers");
	report_pass(report, "cni-config", NULL, "containerd has loaded k8s-pod-network");
	report_pass(report, "cni-plugins", NULL, "calico executable");
}

static void fill_unfit(struct report *report)
{
	const struct remedy *remedy = REMEDY(REMEDY_SAFE, "depmod " KERNEL);

	report_init(report, KERNEL, "/");
	report_cause(report, "module", CAUSE_MODULE_INDEX_MISSING, "vxlan", remedy,
		     TREE "kernel/drivers/net/vxlan/vxlan.ko exists, but the module index " TREE
			  "modules.dep.bin is missing");
	report_cause(report, "link", CAUSE_LINK_REFUSED, "vxlan", remedy,
		     "kernel " KERNEL " refuses to create a vxlan interface: Operation not supported; it "
		     "says: Unknown device type");
	report_pass(report, "package", NULL, "linux-image-" KERNEL " installed");
	report_skip(report, "persist", "vxlan", "vxlan cannot be loaded");
	fill_cni(report);
	report_skip(report, "next-kernel", KERNEL, "no other kernel is installed");
}

static void fill_fit(struct report *report)
{
	report_init(report, KERNEL, "/");
	report->proven = true;
	report_pass(report, "module", "vxlan", "vxlan loaded");
	report_pass(report, "link", "vxlan", "the kernel created a vxlan interface and set it up");
	report_pass(report, "package", NULL, "linux-image-" KERNEL " installed");
	report_pass(report, "persist", "vxlan", "named in modules-load.d");
	fill_cni(report);
	report_pass(report, "next-kernel", KERNEL, "kernel " KERNEL " boots next, as it runs now");
}

/* Each line with four blanks before it, as README has its examples; blank lines stay blank. */
static char *indent(const char *text)
{
	char *indented = calloc(strlen(INDENT) + 1, strlen(text) + 1), *end = indented;
	bool begins = true;

	assert_non_null(indented);
	for (; *text; text++) {
		if (begins && *text != '\n')
			end = stpcpy(end, INDENT);
		*end++ = *text;
		begins = *text == '\n';
	}
	return indented;
}

static char *print(void (*fill)(struct report *report))
{
	_cleanup_free_ char *text = NULL;
	struct report report;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	fill(&report);
	assert_int_equal(terminal_report(&report, false, terminal_80, stream), 0);
	assert_int_equal(fclose(stream), 0);
	report_free(&report);
	return indent(text);
}

static void test_readme(void **state)
{
	static const struct {
		void (*fill)(struct report *report);
		const char *from; /* README shows it from there on */
	} rows[] = {
		{fill_unfit, INDENT "This node"},
		{fill_fit, INDENT "This node"},
	};
	const char *source = getenv("srcdir");
	_cleanup_free_ char *readme = NULL;
	struct sysroot root;
	size_t lines = 0, columns = 0;

	assert_int_equal(sysroot_open(&root, source ? source : "."), 0);
	assert_int_equal(sysroot_read(&root, "/README", SYSROOT_TEXT_MAX, &readme, NULL), 0);
	sysroot_close(&root);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = print(rows[i].fill);
		const char *from = strstr(text, rows[i].from);

		assert_non_null(from);
		if (!strstr(readme, from))
			fail_msg("README lacks:\n%s", from);
	}
	for (const char *at = readme; *at; at++) {
		lines += *at == '\n';
		columns = *at == '\n' ? 0 : columns + 1;
		if (columns > 80)
			fail_msg("line %zu of README has more than 80 columns", lines + 1);
	}
	assert_true(lines <= 150);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readme),
	};

	return RUN_GROUP("readme", tests);
}
