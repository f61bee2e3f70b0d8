/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check "persist": who names the module at boot, and what the gate writes. */
#include "config.h"

#include <sys/mount.h>

#include "fake_kernel.h"
#include "fixture.h"
#include "module/facts.h"

#define OURS "/etc/modules-load.d/kubelet-preflight.conf"

static struct fake_kernel fake;

/* The gate on a node that has just loaded vxlan. */
static int setup(void **state)
{
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	fake = fake_kernel(&fixture->root);
	fake.state = MODULE_LOADED;
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.acts = true;
	fixture_directory(fixture, "/etc/modules-load.d");
	return 0;
}

static void assert_text(struct fixture *fixture, const char *path, const char *part)
{
	_cleanup_free_ char *text = NULL;

	assert_int_equal(sysroot_read(&fixture->root, path, 4096, &text, NULL), 0);
	assert_non_null(strstr(text, part));
}

static void test_writes_once(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **names = NULL;

	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "written to " OURS);
	assert_text(fixture, OURS, "\nvxlan\n");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "named in");
	assert_int_equal(sysroot_list(&fixture->root, "/etc/modules-load.d", 9, &names), 0);
	assert_int_equal(strv_length(names), 1);
}

static void test_keeps_what_is_there(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, OURS, "br_netfilter");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "written");
	assert_text(fixture, OURS, "br_netfilter\nvxlan\n");
}

static void test_named_elsewhere(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/usr/lib/modules-load.d/calico.conf", " vxlan \r\n");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "named");
	assert_false(sysroot_exists(&fixture->root, OURS));
	/* The administrator's file of that name wins, and it names nothing. */
	fixture_link(fixture, "/etc/modules-load.d/calico.conf", "/dev/null");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "written");
}

static void test_check_writes_nothing(void **state)
{
	struct fixture *fixture = *state;

	fixture->ctx.acts = false;
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_SKIP, "", "the gate writes");
	assert_false(sysroot_exists(&fixture->root, OURS));
	fixture->settings.persist = false;
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_WARN, "persist-missing",
		       "Persist=no");
}

static void test_masked(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *target = NULL;

	fixture_link(fixture, OURS, "/dev/null");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_WARN, "persist-masked",
		       "left as it is");
	assert_int_equal(sysroot_readlink(&fixture->root, OURS, &target), 0);
	assert_string_equal(target, "/dev/null");
	fixture_remove(fixture, OURS);
	fixture_write(fixture, OURS, "");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_WARN, "persist-masked",
		       "left as it is");
}

static void test_cannot_write(void **state)
{
	struct fixture *fixture = *state;

	fixture_remove(fixture, "/etc/modules-load.d");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_WARN, "persist-not-written",
		       "No such file or directory");
	fixture_write(fixture, "/etc/modules-load.d", "a file in its place");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_WARN, "persist-not-written",
		       "Not a directory");
}

static void test_nothing_to_persist(void **state)
{
	struct fixture *fixture = *state;

	fake.state = MODULE_BUILT_IN;
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_SKIP, "", "built in");
	fake.state = MODULE_ABSENT;
	fake.probe.error = -EOPNOTSUPP;
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_SKIP, "", "not loaded");
	assert_false(sysroot_exists(&fixture->root, OURS));
}

static void test_unreadable_files_do_not_hang(void **state)
{
	struct fixture *fixture = *state;

	fixture_fifo(fixture, "/etc/modules-load.d/fifo.conf");
	fixture_link(fixture, "/etc/modules-load.d/loop.conf", "loop.conf");
	fixture_directory(fixture, "/etc/modules-load.d/directory.conf");
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_PASS, "", "written");
}

/* The findings of a look, with the modes that are given, by who has not root's rights. */
static void expect_denied(struct fixture *fixture, mode_t directory, mode_t file, const char *words)
{
	bool root = geteuid() == 0;

	run_command("chmod 755 '%s' && chmod %o '%s/etc/modules-load.d' && chmod %o '%s" OURS "'",
		    fixture->path, directory, fixture->path, file, fixture->path);
	if (root)
		assert_int_equal(seteuid(NOBODY), 0);
	assert_finding(fixture_check(fixture, &check_persist), VERDICT_WARN, "persist-not-written", words);
	if (root)
		assert_int_equal(seteuid(0), 0);
	run_command("chmod 755 '%s/etc/modules-load.d'", fixture->path);
}

/* As SELinux does it. What may not be read is not taken for a file that does not exist, or names nothing. */
static void test_denied(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, OURS, "vxlan\n");
	fixture->ctx.acts = false;
	expect_denied(fixture, 0755, 0, "whether modules-load.d names vxlan is not known: Permission denied");
	expect_denied(fixture, 0, 0644, "could not be read: Permission denied");
	fixture->ctx.acts = true;
	expect_denied(fixture, 0755, 0, OURS " could not be written: Permission denied");
	assert_int_equal(chmod(fixture_path(fixture, OURS), 0644), 0);
	assert_text(fixture, OURS, "vxlan\n");
}

#define ROCKY "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"

/* The commands of all findings, on a machine whose /etc is the fixture's; true when each went well. */
static bool execute(struct fixture *fixture)
{
	_cleanup_free_ char *etc = format_text("%s/etc", fixture->path);
	bool good = etc && mount(etc, "/etc", NULL, MS_BIND | MS_REC, NULL) == 0;

	if (!good)
		return false;
	for (size_t i = 0; i < fixture->report.count; i++) {
		_cleanup_free_ char *quiet = format_text("{ %s\n} > /dev/null 2>&1",
							 fixture->report.findings[i].remedy);

		good = quiet && system(quiet) == 0 && good;
	}
	return umount2("/etc", MNT_DETACH) == 0 && good;
}

static bool names(struct fixture *fixture, const char *path, const char *module)
{
	_cleanup_free_ char *text = NULL;

	return sysroot_read(&fixture->root, path, 4096, &text, NULL) == 0 &&
	       modules_load_names(text, module);
}

static bool names_both(struct fixture *fixture, const char *path)
{
	return names(fixture, path, "vxlan") && names(fixture, path, "geneve");
}

static void require_two(struct fixture *fixture)
{
	strv_free(fixture->settings.modules);
	fixture->settings.modules = NULL;
	strv_append(&fixture->settings.modules, "vxlan");
	strv_append(&fixture->settings.modules, "geneve");
}

/* Two modules, each with a command of its own for one file: both are named in it. */
static int act_two_modules(struct fixture *fixture)
{
	require_two(fixture);
	for (int i = 0; i < 2; i++) {
		run_command("rm -rf %s/etc/modules-load.d", fixture->path);
		fixture_check(fixture, &check_persist);
		if (fixture->report.count != 2)
			return 2;
		if (!execute(fixture) || !names_both(fixture, OURS))
			return 3;
		if (!execute(fixture) || !names_both(fixture, OURS))
			return 4;
	}
	return 0;
}

static void test_two_modules(void **state)
{
	fixture_in_own_mounts(*state, act_two_modules);
}

/* A file of the administrator's keeps what it has, and no two names become one. */
static int act_keeps(struct fixture *fixture)
{
	static const char file[] = "/etc/modules-load.d/vxlan.conf";
	static const char *const texts[] = {"geneve", "geneve\n", "# vxlan"};

	fixture->ctx.acts = false;
	fixture->settings.persist = false;
	fixture->root.confined = false;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		fixture_write(fixture, file, texts[i]);
		fixture_check(fixture, &check_persist);
		if (!execute(fixture) || !execute(fixture))
			return (int)i + 1;
		if (!names(fixture, file, "vxlan") || (i < 2 && !names(fixture, file, "geneve")))
			return (int)i + 11;
	}
	return 0;
}

static void test_keeps(void **state)
{
	fixture_in_own_mounts(*state, act_keeps);
}

/* A full disk: what is in the file stays, whether the command finds room or not. */
static int act_full(struct fixture *fixture)
{
	_cleanup_free_ char *directory = format_text("%s/etc/modules-load.d", fixture->path);
	_cleanup_free_ char *path = format_text("%s/bin:%s", fixture->path, getenv("PATH"));

	require_two(fixture);
	if (!directory || !path || setenv("PATH", path, 1) < 0 ||
	    mount("tmpfs", directory, "tmpfs", 0, "size=16k") < 0)
		return OWN_MOUNTS_DENIED;
	fixture_write(fixture, "/etc/os-release", ROCKY);
	fixture_touch(fixture, "/usr/bin/apt-get", "/usr/bin/dnf");
	/* On the node it gives room, in the second run. */
	fixture_write(fixture, "/bin/dnf", "#!/bin/sh\n[ \"$*\" = 'clean all' ] && echo >> \"$0.ran\"\n"
					   "[ $(wc -l < \"$0.ran\") -le 2 ] || rm -f /etc/modules-load.d/full\n");
	run_command("chmod 755 %s/bin/dnf", fixture->path);
	fixture_write(fixture, OURS, "br_netfilter\n");
	run_command("! cat /dev/zero > %s/full 2> /dev/null", directory);
	fixture_check(fixture, &check_persist);
	for (int i = 0; i < 2; i++) {
		bool good = execute(fixture);

		if (!names(fixture, OURS, "br_netfilter"))
			return i + 1;
		if (i > 0 && (!good || !names_both(fixture, OURS)))
			return 3;
	}
	return sysroot_exists(&fixture->root, "/bin/dnf.ran") ? 0 : 4;
}

static void test_full(void **state)
{
	fixture_in_own_mounts(*state, act_full);
}

/* The package manager of the node, when it is there, and none for what is not known. */
static int act_cleaners(struct fixture *fixture)
{
	static const struct {
		const char *system, *tool, *part;
	} rows[] = {
		{"ID=debian\n", "/usr/bin/apt-get", "df /etc; apt-get clean; echo "},
		{"ID=ubuntu\nID_LIKE=debian\n", "/usr/bin/apt-get", "df /etc; apt-get clean; echo "},
		{"ID=opensuse-leap\nID_LIKE=\"suse opensuse\"\n", "/usr/bin/zypper",
		 "df /etc; zypper clean --all; echo "},
		{"ID=fedora\n", "/usr/bin/dnf", "df /etc; dnf clean all; echo "},
		{ROCKY, NULL, "df /etc; echo "},
		{"ID=arch\n", "/usr/bin/pacman", "df /etc; echo "},
	};
	_cleanup_free_ char *directory = format_text("%s/etc/modules-load.d", fixture->path);

	if (!directory || mount("tmpfs", directory, "tmpfs", 0, "size=16k") < 0)
		return OWN_MOUNTS_DENIED;
	run_command("! cat /dev/zero > %s/full 2> /dev/null", directory);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct finding *finding;

		fixture_write(fixture, "/etc/os-release", rows[i].system);
		if (rows[i].tool)
			fixture_write(fixture, rows[i].tool, "");
		finding = fixture_check(fixture, &check_persist);
		if (!finding->remedy || !text_starts(finding->remedy, rows[i].part))
			return (int)i + 1;
		if (rows[i].tool)
			fixture_remove(fixture, rows[i].tool);
	}
	return 0;
}

static void test_cleaners(void **state)
{
	fixture_in_own_mounts(*state, act_cleaners);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)
		T(test_writes_once), T(test_keeps_what_is_there), T(test_named_elsewhere),
		T(test_check_writes_nothing), T(test_masked), T(test_cannot_write),
		T(test_nothing_to_persist), T(test_unreadable_files_do_not_hang),
		T(test_two_modules), T(test_keeps), T(test_full), T(test_cleaners),
		T(test_denied),
	};

	return RUN_GROUP("persist", tests);
}
