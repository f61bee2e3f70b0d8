/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checks "module", "link", "package" over module trees with a real index, and a kernel of ours. */
#include "config.h"

#include "module_fixture.h"

static void test_shipped(void **state)
{
	const struct finding *finding = fixture_check(*state, &check_module);

	assert_finding(finding, VERDICT_PASS, "", "shipped: " VXLAN);
}

static void test_built_in(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, TREE "/modules.builtin", "kernel/drivers/net/vxlan/vxlan.ko\n");
	fixture_remove(fixture, VXLAN);
	fixture_depmod(fixture, RELEASE);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan built in");
	fixture_remove(fixture, TREE "/modules.builtin.bin");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan built in");
}

static void test_not_shipped(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture_remove(fixture, VXLAN);
	fixture_depmod(fixture, RELEASE);
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-not-shipped", RELEASE " has no vxlan");
	assert_non_null(strstr(finding->remedy, APT_INSTALL " --reinstall linux-image-" RELEASE));
	finding = fixture_check(fixture, &check_package);
	assert_finding(finding, VERDICT_FAIL, "package-missing", "is not installed");
	fixture_write(fixture, "/var/lib/dpkg/status",
		      "Package: linux-image-" RELEASE "\nStatus: install ok installed\n");
	finding = fixture_check(fixture, &check_package);
	assert_finding(finding, VERDICT_FAIL, "package-incomplete", "is installed, but");
}

static void test_tree_gone(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);
	const struct finding *finding;

	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.release = "6.1.0-49-cloud-amd64";
	fake.probe.error = -EOPNOTSUPP;
	fixture->root.confined = false;
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-tree-gone", "another kernel was installed since");
	assert_string_equal(finding->remedy, "reboot");
	assert_int_equal(finding->remedy_kind, REMEDY_REBOOT);
	assert_string_equal(finding->note, "drain the node before");
}

/* Of an image nothing is loaded: the text of the line tells where it can. */
static void test_install_line(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture_write(fixture, "/etc/modprobe.d/cis.conf", "install vxlan /bin/false\n");
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-install-failed",
		       "/etc/modprobe.d/cis.conf:1 ");
	assert_non_null(strstr(finding->remedy, "cis.conf"));
	fixture_write(fixture, "/etc/modprobe.d/cis.conf", "install udp_tunnel /bin/true\n");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-install-void",
		       "/etc/modprobe.d/cis.conf:1 ");
	fixture_write(fixture, "/etc/modprobe.d/cis.conf", "install vxlan /sbin/own-loader\n");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "shipped");
}

static void test_file_missing(void **state)
{
	struct fixture *fixture = *state;

	fixture_remove(fixture, TUNNEL);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL,
		       "module-dependency-missing", "vxlan needs " TUNNEL);
	fixture_remove(fixture, VXLAN);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-file-missing",
		       VXLAN);
}

/* libkmod loads what a module needs by the same lines of modprobe.d. */
static void test_lines_of_what_it_needs(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);
	const struct finding *finding;

	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.state_after = MODULE_ABSENT;
	fake.probe.error = -EOPNOTSUPP;
	fake.load.error = -EINVAL;
	fixture_write(fixture, "/etc/modprobe.d/a.conf", "install udp_tunnel /bin/false\n");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-install-failed",
		       "a.conf:1 (\"install udp_tunnel /bin/false\") replaces loading udp_tunnel, which vxlan needs, with");
	fixture_write(fixture, "/etc/modprobe.d/b.conf", "install vxlan /bin/false\n");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-install-failed",
		       "b.conf:1 (\"install vxlan /bin/false\") replaces loading vxlan with");
	fixture_remove(fixture, "/etc/modprobe.d/a.conf");
	fixture_write(fixture, "/etc/modprobe.d/b.conf", "options udp-tunnel x=bad\n");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-option-bad",
		       "udp_tunnel, which vxlan needs, refuses an option that");
	fixture_write(fixture, "/etc/modprobe.d/b.conf", "blacklist udp_tunnel\n");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-load-failed",
		       "EINVAL");
	fake.load.error = -EPERM;
	fixture_write(fixture, "/proc/cmdline", "quiet module_blacklist=x,udp-tunnel\n");
	fixture_write(fixture, "/boot/grub/grub.cfg", "");
	fixture_write(fixture, "/etc/default/grub",
		      "# X\nGRUB_CMDLINE_LINUX='module_blacklist=x,udp-tunnel'\n");
	fixture->root.confined = false;
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-denied-at-boot",
		       "prevents udp_tunnel, which is needed by vxlan from loading "
		       "(\"module_blacklist=x,udp-tunnel\")");
	assert_string_equal(finding->remedy, "vi +2 /etc/default/grub && update-grub");
	assert_int_equal(finding->remedy_kind, REMEDY_DECISION);
	assert_non_null(
		strstr(finding->note, "load udp_tunnel again; then drain the node and reboot"));
}

/* Of what is in the files: the module's own first, then what it needs. */
static void test_file_damaged(void **state)
{
	struct fixture *fixture = *state;

	cut(fixture, TUNNEL, 100);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-file-damaged",
		       TUNNEL ", which it needs, is truncated");
	cut(fixture, VXLAN, 0);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-file-damaged",
		       VXLAN " is empty");
}

static void test_other_kernel(void **state)
{
	static const char grub[] =
		"submenu 'Advanced' $menuentry_id_option 'gnulinux-advanced-U' {\n"
		"\tmenuentry 'old' $menuentry_id_option 'gnulinux-" RELEASE "-advanced-U' {\n";
	struct fixture *fixture = *state;
	const struct finding *finding;

	run_command("cd %s/lib/modules && cp -r " RELEASE " 6.1.0-51 && "
		    "rm -r 6.1.0-51/kernel/drivers/net/vxlan && PATH=$PATH:/sbin:/usr/sbin "
		    "depmod -b %s 6.1.0-51 2>/dev/null",
		    fixture->path, fixture->path);
	fixture->ctx.release = "6.1.0-51";
	fixture_write(fixture, "/boot/grub/grub.cfg", grub);
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-in-other-kernel", "kernel " RELEASE ", which is");
	assert_non_null(strstr(finding->remedy, "gnulinux-advanced-U>gnulinux-" RELEASE "-advanced-U"));
}

static void test_denied(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture_write(fixture, "/etc/modprobe.d/hardening.conf", "# no tunnels\nblacklist vxlan\n");
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-denied",
		       "/etc/modprobe.d/hardening.conf:2 prevents vxlan from loading");
	assert_non_null(strstr(finding->remedy, "sed -i 2s/^/#/ /etc/modprobe.d/hardening.conf"));
}

static void test_gate_loads(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture->ctx.kernel = &fake.kernel;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "",
		       "loadable; the gate loads and proves it");
	assert_finding(fixture_check(fixture, &check_link), VERDICT_PASS, "", "not tried");
	assert_int_equal(fake.loads + fake.probes, 0);
	fixture->ctx.acts = true;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan loaded");
	assert_int_equal(fake.loads, 1);
	assert_finding(fixture_check(fixture, &check_link), VERDICT_PASS, "", "created a vxlan interface");
	assert_int_equal(fake.probes, 1);
}

static void test_gate_load_fails(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);
	const struct finding *finding;

	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.state_after = MODULE_ABSENT;
	fake.probe.error = -EOPNOTSUPP;
	snprintf(fake.probe.message, sizeof(fake.probe.message), "Unknown device type");
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-load-void", "reported as successful");
	fake.load.error = -EKEYREJECTED;
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-unsigned", VXLAN " has no signature");
	fake.load.error = -ENOMEM;
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-load-failed", "ENOMEM");
	finding = fixture_check(fixture, &check_link);
	assert_finding(finding, VERDICT_FAIL, "link-refused", "Unknown device type");
	fixture_write(fixture, "/etc/modprobe.d/x.conf", "install vxlan /bin/true\n");
	fake.load.error = 0;
	finding = fixture_check(fixture, &check_module);
	assert_finding(finding, VERDICT_FAIL, "module-install-void", "/etc/modprobe.d/x.conf:1 ");
	assert_non_null(strstr(finding->remedy, "sed -i 1s/^/#/ /etc/modprobe.d/x.conf"));
}

/* Fit, and a warning that names the hole. */
static void test_only_in_initramfs(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.state = MODULE_LOADED;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan loaded");
	fixture_remove(fixture, VXLAN);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_WARN,
		       "module-only-in-initramfs", "does not have it");
	assert_int_equal(report_fitness(&fixture->report), FITNESS_FIT);
	assert_int_equal(fake.loads, 0);
}

/* Without the right to load, the kernel's own loading counts: the node is fit. */
static void test_gate_kernel_loads(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.load.error = -EPERM;
	fake.state_after = MODULE_ABSENT;
	fake.probe_loads = true;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan loaded");
}

static void test_kernel_without_modules(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	run_command("rm -r %s/lib", fixture->path);
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.modules = false;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan built in");
	assert_int_equal(fake.loads, 0);
	fake.probe.error = -EOPNOTSUPP;
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "kernel-without-modules",
		       "without module support");
}

static void test_link_not_permitted(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture->ctx.kernel = &fake.kernel;
	fake.state = MODULE_LOADED;
	fake.probe_error = -EPERM;
	assert_finding(fixture_check(fixture, &check_link), VERDICT_ERROR, "link-unknown", "only root");
	fake.probe_error = -EBADMSG;
	assert_finding(fixture_check(fixture, &check_link), VERDICT_ERROR, "link-unknown", "was killed");
	fake.probe_error = -ETIMEDOUT;
	assert_finding(fixture_check(fixture, &check_link), VERDICT_ERROR, "link-unknown", "no answer in");
	assert_string_equal(fixture_check(fixture, &check_link)->remedy, "journalctl -k -b");
	fixture->settings.probe = false;
	assert_finding(fixture_check(fixture, &check_link), VERDICT_WARN, "link-unproven", "Probe=no");
}

/* Never a FAIL while the kernel does vxlan; a warning where the next upgrade comes without it. */
static void test_package_of_a_working_kernel(void **state)
{
	static const char raspi[] = "5.15.0-1036-raspi";
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture->ctx.kernel = &fake.kernel;
	fake.state = MODULE_LOADED;
	assert_finding(fixture_check(fixture, &check_package), VERDICT_SKIP, "", "none is needed");
	fixture_write(fixture, "/var/lib/dpkg/info/linux-image-" RELEASE ".md5sums", "");
	assert_finding(fixture_check(fixture, &check_package), VERDICT_PASS, "", "installed");
	fixture_write(fixture, "/etc/os-release", "ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"22.04\"\n");
	fixture_write(fixture, "/var/lib/dpkg/info/linux-modules-extra-5.15.0-1036-raspi.md5sums", "");
	fixture->ctx.release = raspi;
	assert_finding(fixture_check(fixture, &check_package), VERDICT_WARN, "metapackage-missing",
		       "linux-modules-extra-raspi is not");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)
		T(test_shipped), T(test_built_in), T(test_not_shipped), T(test_tree_gone),
		T(test_file_missing), T(test_denied),
		T(test_file_damaged), T(test_other_kernel),
		T(test_lines_of_what_it_needs),
		T(test_gate_loads), T(test_gate_load_fails), T(test_gate_kernel_loads),
		T(test_kernel_without_modules), T(test_only_in_initramfs),
		T(test_link_not_permitted), T(test_install_line),
		T(test_package_of_a_working_kernel),
	};

	return RUN_GROUP("module_check", tests);
}
