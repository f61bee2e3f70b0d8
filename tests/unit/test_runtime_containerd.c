/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which directories, by the files of the system's own containerd and by which containerd it is. */
#include "config.h"

#include <errno.h>

#include "cni/config/check.h"
#include "runtime_fixture.h"

static void test_containerd_config(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD,
		      V2_CNI "conf_dir='/a/'\nbin_dir='/usr/lib/cni'\n"
			     "[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.kata]\n"
			     "cni_conf_dir='/k'\ncni_max_conf_num=2\n");
	expect(fixture, "containerd /a:1 /k:2:kata | /usr/lib/cni | lo",
	       "containerd, which is installed; directories from " CONTAINERD);
	fixture_write(fixture, "/etc/systemd/system/containerd.service",
		      "[Service]\nExecStart=/usr/local/bin/containerd --config /srv/c.toml\n");
	expect_fault(fixture, -EBADMSG, "/srv/c.toml: ", "containerd.service names it");
	fixture_write(fixture, "/srv/c.toml",
		      "version=3\n[plugins.'io.containerd.cri.v1.runtime'.cni]\n"
		      "bin_dirs=['/b/','/c']\nuse_internal_loopback=true\nmax_conf_num=0\n");
	expect(fixture, "containerd /etc/cni/net.d:0 | /b /c |",
	       "containerd, which is installed; directories from /srv/c.toml");
}

static void test_containerd_options(void **state)
{
	struct fixture *fixture = *state;
	static const struct {
		const char *command, *said;
	} rows[] = {
		{"/usr/bin/containerd --config /srv/c.toml", "containerd /x:1 | /opt/cni/bin | lo"},
		{"/usr/bin/containerd -c srv/c.toml", "containerd /x:1 | /opt/cni/bin | lo"},
		{"/usr/bin/containerd --config=srv/c.toml", "containerd /x:1 | /opt/cni/bin | lo"},
		{"/usr/bin/containerd --config=$NONE --v=2", DEFAULTS},
		{"/usr/bin/containerd --config $NONE --v=2", DEFAULTS},
		{"/usr/bin/containerd --config=/run/late.toml", DEFAULTS},
		{"/bin/sh -c \"exec containerd\"", DEFAULTS},
	};

	fixture_write(fixture, "/srv/c.toml", "version=2\nimports=['x.toml']\n");
	fixture_write(fixture, "/srv/x.toml", V2_CNI "conf_dir='/x'\n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
		_cleanup_free_ char *fault = NULL, *got = NULL;
		_cleanup_free_ char *unit =
			format_text("[Service]\nExecStart=%s\n", rows[i].command);

		fixture_write(fixture, "/etc/systemd/system/containerd.service", unit);
		if (cni_runtime_find(&fixture->ctx, &runtime, &fault) < 0)
			fail_msg("%s: %s", rows[i].command, fault);
		got = describe(&runtime);
		assert_string_equal(got, rows[i].said);
	}
}

static void test_imports(void **state)
{
	struct fixture *fixture = *state;
	static const char why[] = "containerd, which is installed; directories from " CONTAINERD;

	fixture_write(fixture, CONTAINERD,
		      "version=2\nimports=['conf.d/*.toml', './../x.toml', "
		      "'/run/late.toml', 'config.toml']\n");
	fixture_write(fixture, "/etc/x.toml", V2_CNI "conf_dir='/x'");
	fixture_write(fixture, "/etc/containerd/conf.d/20.toml",
		      V2_CNI "bin_dir='/20'\nconf_dir='/20'");
	fixture_write(fixture, "/etc/containerd/conf.d/10.toml",
		      "version=2\nimports=['../conf.d/./30.toml', '/etc/x.toml', '20.toml']\n");
	fixture_write(fixture, "/etc/containerd/conf.d/30.toml", V2_CNI "conf_dir='/30'");
	expect(fixture, "containerd /x:1 | /20 | lo", why);
	/* containerd 1.x: the section of the last file, and no pattern beside the file. */
	fixture_write(fixture, "/usr/bin/containerd-shim-runc-v1", "");
	fixture_write(fixture, "/conf.d/1.toml", V2_CNI "bin_dir='/no'");
	expect(fixture, "containerd 1.x /x:1 | /opt/cni/bin | lo", why);
	fixture_remove(fixture, "/etc/x.toml");
	expect_fault(fixture, -EBADMSG, CONTAINERD, "it imports /etc/x.toml, which is not there");
}

/* 2.x unpacked over 1.x: its file is of a version that 1.x has not. */
static void test_shim_left_behind(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/usr/local/bin/containerd-shim-runc-v1", "");
	fixture_write(fixture, CONTAINERD,
		      "version=3\nimports=['d/*']\n[plugins.'io.containerd.cri.v1.runtime'.cni]\n"
		      "bin_dirs=['/b']\nuse_internal_loopback=true\n");
	fixture_write(fixture, "/etc/containerd/d/1", V2_CNI "conf_dir='/1'\n");
	expect(fixture, "containerd /1:1 | /b |",
	       "containerd, which is installed; directories from " CONTAINERD);
	fixture_write(fixture, CONTAINERD, "version=5\n");
	expect(fixture, "containerd /etc/cni/net.d:1 | /opt/cni/bin |",
	       "containerd, which is installed; directories from " CONTAINERD
	       ", where version 5 is newer than this program knows");
}

/* Debian's own, from 13 on, of which minimal files say nothing of the plugins' directory. */
static void test_debian(void **state)
{
	static const char why[] = "containerd, which is installed; directories from " CONTAINERD;
	static const char debian[] = "containerd 1.x /etc/cni/net.d:1 | /usr/lib/cni | lo";
	static const char others[] = "containerd 1.x /etc/cni/net.d:1 | /opt/cni/bin | lo";
	static const struct {
		const char *system, *command, *said;
	} rows[] = {
		{"ID=debian\nVERSION_ID=\"13\"\n", "/usr/bin/containerd", debian},
		{"ID=debian\n", "-/usr/bin/containerd --log-level=info", debian},
		{"ID=debian\nVERSION_ID=\"13\"\n", "/usr/local/bin/containerd", DEFAULTS},
		{"ID=debian\nVERSION_ID=\"13\"\n", "/usr/bin/containerd-2", others},
		{"ID=debian\nVERSION_ID=\"12\"\n", "/usr/bin/containerd", others},
		{"ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\"\n", "/usr/bin/containerd", others},
	};
	struct fixture *fixture = *state;

	fixture_touch(fixture, "/usr/bin/containerd", "/usr/bin/containerd-shim-runc-v1",
		      "/var/lib/dpkg/info/containerd.list");
	fixture_write(fixture, CONTAINERD, "version = 2\n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *unit = format_text("[Service]\nExecStart=%s\n", rows[i].command);

		fixture_write(fixture, "/etc/os-release", rows[i].system);
		fixture_write(fixture, "/etc/systemd/system/containerd.service", unit);
		expect(fixture, rows[i].said, why);
	}
	fixture_write(fixture, "/etc/os-release", rows[0].system);
	fixture_remove(fixture, "/etc/systemd/system/containerd.service");
	expect(fixture, debian, why);
	fixture_write(fixture, CONTAINERD, V2_CNI "bin_dir = '/b'\n");
	expect(fixture, "containerd 1.x /etc/cni/net.d:1 | /b | lo", why);
	fixture_write(fixture, CONTAINERD, "version = 2\n");
	fixture_remove(fixture, "/usr/bin/containerd-shim-runc-v1");
	expect(fixture, "containerd /etc/cni/net.d:1 | /usr/lib/cni /opt/cni/bin | lo", why);
	fixture_remove(fixture, "/var/lib/dpkg/info/containerd.list");
	expect(fixture, "containerd /etc/cni/net.d:1 | /opt/cni/bin | lo", why);
}

/* Of files of two versions each release of 2.x makes its own: fit is what they agree on. */
static void test_mixed(void **state)
{
	static const char why[] = "containerd, which is installed; directories from " CONTAINERD;
	static const char nvidia[] = "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd]\n"
				     "default_runtime_name = 'nvidia'\n";
	static const char root[] = "imports = ['/d/*']\n" V2_CNI;
	static const struct {
		const char *said, *key; /* NULL: held back */
	} rows[] = {
		{NULL, "bin_dir = '/srv'"},
		{NULL, "conf_dir = '/srv'"},
		{NULL, "max_conf_num = 2"},
		{DEFAULTS, "bin_dir = '/opt/cni/bin'\nconf_dir = '/etc/cni/net.d'"},
		{DEFAULTS, "max_conf_num = 1"},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = format_text("%s%s\n", root, rows[i].key);

		fixture_write(fixture, CONTAINERD, text);
		fixture_write(fixture, "/d/99-nvidia.toml", nvidia);
		if (rows[i].said)
			expect(fixture, rows[i].said, why);
		else
			expect_fault(fixture, -EBADMSG, CONTAINERD ": ", "of versions 2 and 3");
	}
	fixture_write(fixture, CONTAINERD, "imports = ['/d/*']\n" V2_CNI "conf_dir = '/srv'\n");
	assert_finding(fixture_check(fixture, &check_cni_config), VERDICT_FAIL, "cni-runtime-invalid",
		       "which network a pod gets depends on the release");
	/* The last version that is named is 2: all releases take both. */
	fixture_write(fixture, CONTAINERD, "version = 3\nimports = ['/d/*']\n"
		      "[plugins.'io.containerd.cri.v1.runtime'.cni]\nbin_dirs = ['/srv']\n");
	fixture_write(fixture, "/d/99-nvidia.toml", V2_CNI "conf_dir = '/c'\n");
	expect(fixture, "containerd /c:1 | /srv | lo", why);
}

static void set_age(struct fixture *fixture, const char *path, const char *age)
{
	run_command("touch -d '2026-08-20 12:00 UTC %s' '%s'", age, fixture_path(fixture, path));
}

/* tar keeps the times: a shim v1 of another build than the shim v2 beside it was left behind. */
static void test_shim_of_another_build(void **state)
{
	struct fixture *fixture = *state;
	static const char merged[] = "containerd /1:1 | /b | lo";
	static const char replaced[] = "containerd 1.x /1:1 | /opt/cni/bin | lo";
	static const char why[] = "containerd, which is installed; directories from " CONTAINERD;
	static const struct {
		const char *v1, *v2, *said;
	} rows[] = {
		{"-9 days", "", merged},
		{"-25 hours", "", merged},
		{"+25 hours", "", merged},
		{"-23 hours", "", replaced},
		{"+23 hours", "", replaced},
		{"", "", replaced},
	};

	fixture_write(fixture, CONTAINERD, "imports=['/d/*']\n" V2_CNI "bin_dir='/b'\n");
	fixture_write(fixture, "/d/1", V2_CNI "conf_dir='/1'\n");
	fixture_write(fixture, "/usr/local/bin/containerd-shim-runc-v1", "");
	expect(fixture, replaced, why);
	fixture_write(fixture, "/usr/local/bin/containerd-shim-runc-v2", "");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		set_age(fixture, "/usr/local/bin/containerd-shim-runc-v1", rows[i].v1);
		set_age(fixture, "/usr/local/bin/containerd-shim-runc-v2", rows[i].v2);
		expect(fixture, rows[i].said, why);
	}
	/* The program that is started tells which of two is meant: a package of 1.x, and 2.x beside it. */
	fixture_write(fixture, "/usr/bin/containerd-shim-runc-v1", "");
	fixture_write(fixture, "/etc/systemd/system/containerd.service",
		      "[Service]\nExecStart=/usr/local/bin/containerd\n");
	set_age(fixture, "/usr/local/bin/containerd-shim-runc-v1", "-9 days");
	expect(fixture, merged, why);
	fixture_write(fixture, "/etc/systemd/system/containerd.service",
		      "[Service]\nExecStart=-/usr/bin/containerd\n");
	expect(fixture, replaced, why);
	fixture_remove(fixture, "/etc/systemd/system/containerd.service");
	/* What stands in another directory is of another containerd. */
	fixture_write(fixture, "/usr/bin/containerd-shim-runc-v1", "");
	set_age(fixture, "/usr/local/bin/containerd-shim-runc-v1", "-9 days");
	expect(fixture, replaced, why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_containerd_config), FIXTURE_TEST(test_containerd_options),
		FIXTURE_TEST(test_imports),           FIXTURE_TEST(test_shim_left_behind),
		FIXTURE_TEST(test_debian),            FIXTURE_TEST(test_mixed),
		FIXTURE_TEST(test_shim_of_another_build),
	};

	return RUN_GROUP("runtime_containerd", tests);
}
