/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reports that README shows are what the program prints of such a node on 80 columns. */
#include "config.h"

#include "fixture.h"
#include "output/terminal.h"

#define KERNEL "6.1.0-50-cloud-amd64"
#define COMMAND                                                                                    \
	"apt-get download --print-uris linux-image-" KERNEL " && " APT_INSTALL                     \
	" --reinstall linux-image-" KERNEL
#define NOTE                                                                                       \
	"where the archive no longer has it, install the newest kernel in its place "              \
	"(linux-image-cloud-amd64); then drain the node and reboot"
#define INDENT "    "

static const struct terminal terminal_80 = {80, false};

static void fill_cni(struct report *report)
{
	report_pass(report, "runtime", NULL,
		    "containerd 1.6.20~ds1 answers at unix:///run/containerd/containerd.sock "
		    "(containerd, as --container-runtime-endpoint in /etc/default/kubelet says)");
	report_pass(report, "cni-config", NULL,
		    "containerd has loaded k8s-pod-network (calico, bandwidth, portmap) from "
		    "/etc/cni/net.d/10-calico.conflist (containerd, as --container-runtime-endpoint in "
		    "/etc/default/kubelet says; directories from its own answer)");
	report_pass(report, "cni-plugins", NULL,
		    "calico, bandwidth, portmap, calico-ipam executable, from /opt/cni/bin");
}

static void fill_unfit(struct report *report)
{
	const struct remedy remedy = {REMEDY_SAFE, (char *)COMMAND, (char *)NOTE};

	report_init(report, KERNEL, "/");
	report_cause(report, "module", CAUSE_MODULE_NOT_SHIPPED, "vxlan", &remedy,
		     "kernel %s has no vxlan: not built in, and no vxlan.ko in /lib/modules/%s",
		     KERNEL, KERNEL);
	report_cause(report, "link", CAUSE_LINK_REFUSED, "vxlan", &remedy,
		     "kernel %s refuses to create a vxlan link: Operation not supported; it says: "
		     "Unknown device type",
		     KERNEL);
	report_cause(report, "package", CAUSE_PACKAGE_INCOMPLETE, "linux-image", &remedy,
		     "linux-image-%s is installed, but the vxlan it ships cannot be used", KERNEL);
	report_skip(report, "persist", "vxlan", "vxlan is not loaded");
	fill_cni(report);
	report_skip(report, "next-kernel", KERNEL, "no other kernel than %s is installed", KERNEL);
}

static void fill_fit(struct report *report)
{
	report_init(report, KERNEL, "/");
	report_pass(report, "module", "vxlan", "vxlan loaded");
	report_pass(report, "link", "vxlan", "the kernel made a vxlan link and set it up");
	report_pass(report, "package", "linux-image", "linux-image-%s installed", KERNEL);
	report_pass(report, "persist", "vxlan", "named in modules-load.d");
	fill_cni(report);
	report_pass(report, "next-kernel", KERNEL, "kernel %s boots next, as it runs now", KERNEL);
}

/* The names are those of src/commands/survey.c. */
static void fill_verbose(struct report *report)
{
	fill_fit(report);
	report_fact(report, "program", "kubelet-preflight 0.1.0");
	report_fact(report, "run by", "root");
	report_fact(report, "root", "/");
	report_fact(report, "kernel",
		    "%s, which runs: #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-08-02) x86_64",
		    KERNEL);
	report_fact(report, "distribution", "debian 12, from /etc/os-release");
	report_fact(report, "package", "linux-image-%s, installed, by distribution and release",
		    KERNEL);
	report_fact(report, "modules", "vxlan");
	report_fact(report, "runtime",
		    "containerd, as --container-runtime-endpoint in /etc/default/kubelet says; "
		    "directories from its own answer; its unit is containerd");
	report_fact(report, "networks", "/etc/cni/net.d");
	report_fact(report, "plugins", "/opt/cni/bin");
	report_fact(report, "answered by",
		    "containerd 1.6.20~ds1 at unix:///run/containerd/containerd.sock, in 3 ms");
	report_fact(report, "answer", "runtime ready, network ready");
	report_fact(report, "load status", "OK");
	report_fact(report, "in force", "networks of /etc/cni/net.d, plugins of /opt/cni/bin");
	report_fact(report, "loaded", "k8s-pod-network: calico, bandwidth, portmap");
	report_fact(report, "there", "/proc/modules: a file");
	report_fact(report, "there",
		    "/etc/os-release: a link to ../usr/lib/os-release, which is there");
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
	assert_int_equal(terminal_report(&report, terminal_80, stream), 0);
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
		{fill_verbose, INDENT "Looked at"},
	};
	const char *source = getenv("srcdir");
	_cleanup_free_ char *readme = NULL;
	struct sysroot root;

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
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readme),
	};

	return RUN_GROUP("readme", tests);
}
