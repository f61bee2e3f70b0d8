/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "check --next": its exit status for what the boot loader and the files of the next kernel say. */
#include "config.h"

#include "commands/look.h"
#include "kernels/inventory.h"
#include "kernels_fixture.h"

#define TREE "lib/modules/" OLD

/* The verdict, which is the exit status, and the finding that decides it; of a fit one the first. */
static void assert_next(struct fixture *fixture, enum fitness fitness, const char *cause, const char *words)
{
	const struct look_request request = {.root = fixture->path, .next = true};
	const struct finding *decides;
	struct look look;

	assert_int_equal(look_at_node(&request, &look), 0);
	decides = fitness == FITNESS_FIT ? look.report.findings : report_gravest(&look.report);
	if (report_fitness(&look.report) != fitness ||
	    !text_equal(decides->cause ? decides->cause->name : "", cause) ||
	    !strstr(decides->summary, words))
		fail_msg("status %d, %s: %s; wanted %d, %s: %s", report_fitness(&look.report),
			 decides->cause ? decides->cause->name : "", decides->summary, fitness, cause,
			 words);
	look_free(&look);
}

/* The default of grub.cfg is OLD, which ships vxlan; each command spoils that in a copy of the root. */
static void test_rows(void **state)
{
	static const struct {
		const char *command;
		enum fitness fitness;
		const char *cause, *words;
	} rows[] = {
		{"true", FITNESS_FIT, "", OLD " boots next: the default of /boot/grub/grub.cfg, 1>1"},
		{"rm boot/grub/grub.cfg", FITNESS_UNKNOWN, "next-kernel-unknown",
		 "not known: there is neither a grub.cfg in /boot nor an entry of systemd-boot"},
		/* What cannot be read says nothing, whatever else is there. */
		{"rm boot/grub/grub.cfg && mkdir boot/grub/grub.cfg boot/loader boot/loader/entries && echo "
		 "'version " OLD "' > boot/loader/entries/a.conf",
		 FITNESS_UNKNOWN, "next-kernel-unknown",
		 "/boot/grub/grub.cfg cannot be read: it is a directory"},
		{"echo x > boot/grub/grubenv", FITNESS_UNKNOWN, "next-kernel-unknown",
		 "/boot/grub/grubenv is damaged"},
		{": > boot/vmlinuz-" OLD, FITNESS_UNKNOWN, "next-kernel-unknown",
		 "it would be " OLD " (the default of /boot/grub/grub.cfg, 1>1), but its image is missing"},
		{"mkdir -p sys/kernel && echo 1 > sys/kernel/kexec_loaded", FITNESS_UNKNOWN,
		 "next-kernel-unknown", "a kernel is loaded for kexec"},
		{"mkdir -p sys/kernel && echo 0 > sys/kernel/kexec_loaded", FITNESS_FIT, "", OLD},
		{"for i in `seq 300`; do mkdir -p lib/modules/5.$i/kernel; done", FITNESS_UNKNOWN,
		 "next-kernel-unknown", "the installed kernels could not be listed"},
		{"rm " TREE "/kernel/net/ipv4/udp_tunnel.ko", FITNESS_UNFIT, "module-dependency-missing",
		 "vxlan needs"},
		{"rm -r " TREE "/*", FITNESS_UNFIT, "module-tree-gone", OLD},
		{"rm -r " TREE " && echo CONFIG_VXLAN=m > boot/config-" OLD, FITNESS_UNFIT, "module-tree-gone",
		 OLD},
		{"rm -r " TREE " && printf '#\\nCONFIG_VXLAN=y\\n' > boot/config-" OLD, FITNESS_FIT, "", OLD},
		/* Fit as it runs: it holds the next boot back. */
		{"mkdir -p etc/modprobe.d && echo blacklist vxlan > etc/modprobe.d/a.conf", FITNESS_UNFIT,
		 "module-denied", "/etc/modprobe.d/a.conf:1"},
		{"printf '[Kernel]\\nModules=\\n' > etc/kubelet-preflight.conf && rm -r boot", FITNESS_FIT, "",
		 "require no module"},
		/* Of no other check: containerd would not take this. */
		{"mkdir -p etc/cni/net.d && echo '{' > etc/cni/net.d/10-a.conflist", FITNESS_FIT, "", OLD},
	};
	struct fixture *fixture = *state;

	lay_grub(fixture, "1>1");
	run_command("cp -a %s %s.kept", fixture->path, fixture->path);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		run_command("cd %s && %s", fixture->path, rows[i].command);
		assert_next(fixture, rows[i].fitness, rows[i].cause, rows[i].words);
		run_command("cd %s && rm -r ./* && cp -a ../`basename %s`.kept/. .", fixture->path,
			    fixture->path);
	}
	run_command("rm -r %s.kept", fixture->path);
}

/* The module and its package, with the command for that kernel, which does not reboot. */
static void test_lacks(void **state)
{
	const struct look_request request = {.root = ((struct fixture *)*state)->path, .next = true};
	struct fixture *fixture = *state;
	const struct finding *package;
	struct look look;

	lay_grub(fixture, "0");
	assert_int_equal(look_at_node(&request, &look), 0);
	assert_int_equal(report_fitness(&look.report), FITNESS_UNFIT);
	assert_string_equal(look.report.kernel, NEW);
	assert_int_equal(look.report.count, 3);
	assert_finding(&look.report.findings[0], VERDICT_PASS, "", NEW " boots next");
	assert_finding(&look.report.findings[1], VERDICT_FAIL, "module-in-other-kernel", "has no vxlan");
	package = report_find(&look.report, "package");
	assert_finding(package, VERDICT_FAIL, "package-missing", "linux-image-" NEW);
	assert_non_null(strstr(package->remedy, APT_INSTALL " --reinstall linux-image-" NEW));
	for (size_t i = 1; i < look.report.count; i++)
		assert_null(strstr(look.report.findings[i].remedy, "&& reboot"));
	look_free(&look);
}

/* What can take another root at the next boot makes the answer not known, on the running system only. */
static void test_other_root(void **state)
{
	static const char *const paths[] = {"/run/ostree-booted", "/usr/sbin/transactional-update",
					    "/run/nextroot/usr"};
	struct fixture *fixture = *state;
	char *release = NULL;

	lay_grub(fixture, "1>1");
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		fixture_write(fixture, paths[i], "");
		assert_next(fixture, FITNESS_FIT, "", OLD);
		fixture->root.confined = false;
		assert_false(next_kernel_find(&fixture->ctx, &fixture->report, &release));
		assert_finding(report_find(&fixture->report, "next-kernel"), VERDICT_ERROR,
			       "next-kernel-unknown", paths[i]);
		fixture->root.confined = true;
		fixture_remove(fixture, paths[i]);
	}
	fixture->root.confined = false;
	assert_true(next_kernel_find(&fixture->ctx, &fixture->report, &release));
	assert_string_equal(release, OLD);
	free(release);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, kernels_setup, fixture_teardown)
		T(test_rows), T(test_lacks), T(test_other_root),
	};

	return RUN_GROUP("kernels_next", tests);
}
