/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "next-kernel": a warning, and never more, with the command for that kernel. */
#include "config.h"

#include "fake_kernel.h"
#include "kernels_fixture.h"

#define INSTALL_NEW APT_INSTALL " --reinstall linux-image-" NEW

static const struct finding *look(struct fixture *fixture)
{
	const struct finding *finding = fixture_check(fixture, &check_next_kernel);

	/* Whatever it says, the node stays fit. */
	assert_int_equal(report_fitness(&fixture->report), FITNESS_FIT);
	return finding;
}

static void test_next_lacks(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	lay_grub(fixture, "0");
	finding = look(fixture);
	assert_finding(finding, VERDICT_WARN, "next-kernel-unfit",
		       NEW " boots next (the default of /boot/grub/grub.cfg, 0): kernel " NEW
		       " has no vxlan: not built in, and no vxlan.ko in");
	assert_string_equal(finding->subject, NEW);
	assert_non_null(strstr(finding->remedy, INSTALL_NEW));
	assert_null(strstr(finding->remedy, "reboot"));
	assert_int_equal(fixture->report.count, 1);
}

/* Each module is named, each command once. */
static void test_several_lack(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	strv_append(&fixture->settings.modules, "wireguard");
	strv_append(&fixture->settings.modules, "ip_set");
	finding = look(fixture);
	assert_finding(finding, VERDICT_WARN, "newer-kernel-unfit", "; and it lacks wireguard, ip_set");
	assert_null(strstr(finding->remedy, "; chroot"));
}

static void test_newer_lacks(void **state)
{
	struct fixture *fixture = *state;

	assert_finding(look(fixture), VERDICT_WARN, "newer-kernel-unfit",
		       NEW " is newer than " OLD ", and can be booted: kernel " NEW " has no vxlan");
	lay_grub(fixture, "gnulinux-advanced-U>gnulinux-" OLD "-advanced-U");
	assert_finding(look(fixture), VERDICT_WARN, "newer-kernel-unfit", NEW);
	/* What nothing can boot is no kernel. */
	fixture_remove(fixture, "/boot/vmlinuz-" NEW);
	assert_finding(look(fixture), VERDICT_PASS, "", "kernel " OLD " boots next");
}

static void test_older_boots_next(void **state)
{
	struct fixture *fixture = *state;

	fixture->ctx.release = NEW;
	lay_grub(fixture, "0");
	lay_grubenv(fixture, "next_entry=gnulinux-advanced-U>gnulinux-" OLD "-advanced-U\n");
	assert_finding(look(fixture), VERDICT_PASS, "",
		       "kernel " OLD ", which boots next, has the required modules");
	fixture_remove(fixture, "/lib/modules/" OLD "/kernel/net/ipv4/udp_tunnel.ko");
	assert_finding(look(fixture), VERDICT_WARN, "next-kernel-unfit",
		       OLD " boots next (next_entry in /boot/grub/grubenv): vxlan needs");
}

static void test_nothing_to_say(void **state)
{
	struct fixture *fixture = *state;

	fixture->ctx.release = NEW;
	assert_finding(look(fixture), VERDICT_SKIP, "", "which kernel boots next is not known");
	run_command("rm -r %s/lib/modules/" OLD " %s/boot/vmlinuz-" OLD, fixture->path, fixture->path);
	assert_finding(look(fixture), VERDICT_SKIP, "", "no other kernel than " NEW);
	run_command("rm -r %s/lib %s/boot", fixture->path, fixture->path);
	assert_finding(look(fixture), VERDICT_SKIP, "", "no other kernel");
	free(fixture->settings.modules[0]);
	fixture->settings.modules[0] = NULL;
	assert_finding(look(fixture), VERDICT_SKIP, "", "require no module");
}

/* Unpacked by half: an image without a module tree. */
static void test_no_tree(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture_write(fixture, "/boot/vmlinuz-6.1.0-60-amd64", "kernel");
	fixture_remove(fixture, "/boot/vmlinuz-" NEW);
	finding = look(fixture);
	assert_finding(finding, VERDICT_WARN, "newer-kernel-unfit",
		       "the module tree /lib/modules/6.1.0-60-amd64 is missing");
	assert_non_null(strstr(finding->remedy,
			       "'apt-get download --print-uris linux-image-6.1.0-60-amd64 "
			       "&& " APT_INSTALL " --reinstall linux-image-6.1.0-60-amd64'"));
	assert_int_equal(finding->remedy_kind, REMEDY_SAFE);
	assert_string_equal(finding->note, "if the archive no longer has it, install the newest "
					   "kernel instead (linux-image-amd64)");
	fixture_write(fixture, "/boot/config-6.1.0-60-amd64", "#\nCONFIG_VXLAN=m\n");
	assert_finding(look(fixture), VERDICT_WARN, "newer-kernel-unfit", "the module tree");
	fixture_write(fixture, "/boot/config-6.1.0-60-amd64", "#\nCONFIG_VXLAN=y\n");
	assert_finding(look(fixture), VERDICT_PASS, "", "the kernels newer");
	fixture->ctx.release = "6.1.0-60-amd64";
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan built in");
	fixture->ctx.release = OLD;
	/* An empty image boots nothing. */
	fixture_remove(fixture, "/boot/config-6.1.0-60-amd64");
	fixture_write(fixture, "/boot/vmlinuz-6.1.0-60-amd64", "");
	assert_finding(look(fixture), VERDICT_SKIP, "", "none newer");
}

/* On the running node the command is not run through chroot, and there is no reboot in it. */
static void test_live(void **state)
{
	struct fixture *fixture = *state;
	struct fake_kernel fake = fake_kernel(&fixture->root);

	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fake.state = MODULE_LOADED;
	lay_grub(fixture, "0");
	assert_finding(look(fixture), VERDICT_WARN, "next-kernel-unfit", "has no vxlan");
	assert_int_equal(fake.loads + fake.probes, 0);
	fixture->root.confined = false;
	fixture->ctx.release = NEW;
	assert_finding(look(fixture), VERDICT_PASS, "", "kernel " NEW " boots next, as it runs now");
}

/* However many there are, the gate judges what boots next and the newest. */
static void test_many(void **state)
{
	struct fixture *fixture = *state;

	fixture->ctx.acts = true;
	lay_grub(fixture, "0");
	for (int i = 60; i < 80; i++) {
		char path[64];

		snprintf(path, sizeof(path), "/boot/vmlinuz-6.1.0-%d-amd64", i);
		fixture_write(fixture, path, "kernel");
	}
	assert_finding(look(fixture), VERDICT_WARN, "next-kernel-unfit", NEW);
	assert_int_equal(fixture->report.count, 3);
	assert_string_equal(fixture->report.findings[1].subject, "6.1.0-79-amd64");
	assert_string_equal(fixture->report.findings[2].subject, "6.1.0-78-amd64");
	for (int i = 100; i < 400; i++) {
		char path[64];

		snprintf(path, sizeof(path), "/boot/vmlinuz-6.1.0-%d-amd64", i);
		fixture_write(fixture, path, "kernel");
	}
	assert_finding(look(fixture), VERDICT_WARN, "next-kernel-unknown", "could not be listed");
}

/* The package is named for that kernel, and by the module: the Raspberry Pi's links are in another. */
static void test_extra_package(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture_write(fixture, "/etc/os-release", "ID=ubuntu\nVERSION_ID=\"22.04\"\n");
	fixture->ctx.release = "5.15.0-1036-raspi";
	run_command("rm -r %s/boot %s/lib/modules/" NEW, fixture->path, fixture->path);
	fixture_write(fixture, "/boot/vmlinuz-5.15.0-1037-raspi", "kernel");
	finding = look(fixture);
	assert_finding(finding, VERDICT_WARN, "newer-kernel-unfit", "5.15.0-1037-raspi");
	assert_non_null(
		strstr(finding->remedy, APT_INSTALL " linux-modules-extra-5.15.0-1037-raspi"));
}

/* Where no package is known, the kernel that works is booted. */
static void test_way_back(void **state)
{
	struct fixture *fixture = *state;
	const struct finding *finding;

	fixture_write(fixture, "/etc/os-release", "ID=homemade\n");
	lay_grub(fixture, "0");
	finding = look(fixture);
	assert_finding(finding, VERDICT_WARN, "next-kernel-unfit", NEW);
	assert_non_null(strstr(finding->remedy, "grub-reboot"));
	assert_non_null(strstr(finding->remedy, "gnulinux-advanced-U>gnulinux-" OLD "-advanced-U"));
	assert_int_equal(finding->remedy_kind, REMEDY_REBOOT);
	assert_null(finding->note); /* this kernel runs, and works */
}

/* What is no automount point; a kernel's autofs needs a daemon, which no test here has. */
static void test_no_automount(void **state)
{
	struct fixture *fixture = *state;

	fixture_link(fixture, "/efi", "/boot");
	assert_false(sysroot_is_automount(&fixture->root, "/boot"));
	assert_false(sysroot_is_automount(&fixture->root, "/efi"));
	assert_false(sysroot_is_automount(&fixture->root, "/none"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, kernels_setup, fixture_teardown)
		T(test_next_lacks), T(test_several_lack), T(test_newer_lacks), T(test_older_boots_next),
		T(test_nothing_to_say), T(test_no_tree), T(test_live), T(test_many), T(test_no_automount),
		T(test_extra_package), T(test_way_back),
	};

	return RUN_GROUP("kernels_check", tests);
}
