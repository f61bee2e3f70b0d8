/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which directories, by the files of the system's own containerd and by which containerd it is. */
#include "config.h"

#include <errno.h>

#include "cni/config/directory.h"
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
	/* Beside the file, and not in the working directory. */
	fixture_write(fixture, "/conf.d/1.toml", V2_CNI "bin_dir='/no'");
	expect(fixture, "containerd /x:1 | /20 | lo", why);
	fixture_remove(fixture, "/etc/x.toml");
	expect_fault(fixture, -EBADMSG, CONTAINERD, "it imports /etc/x.toml, which does not exist");
}

/* The warning that names releases of containerd; NULL for none. */
static void expect_differs(struct fixture *fixture, const char *words)
{
	const struct cause *cause = cause_get(CAUSE_CNI_CONFIG_RELEASE);
	const struct finding *found = NULL;

	fixture_check(fixture, &check_cni_config);
	for (size_t i = 0; i < fixture->report.count; i++)
		if (fixture->report.findings[i].cause == cause)
			found = &fixture->report.findings[i];
	if (!words) {
		assert_null(found);
		return;
	}
	assert_non_null(found);
	assert_finding(found, VERDICT_WARN, "cni-config-release", words);
	assert_string_equal(found->remedy, "containerd --version");
}

/* A fault is of the file with which the others became what containerd refuses, and none when a later one cures it. */
static void test_import_blamed(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD, "imports=['d/*']\n" V2_CNI "conf_dir='/c'\n");
	fixture_write(fixture, "/etc/containerd/d/1", V2_CNI "\nmax_conf_num='1'\n");
	fixture_write(fixture, "/etc/containerd/d/2", V2_CNI "bin_dir='/b'\n");
	expect_fault(fixture, -EBADMSG, "/etc/containerd/d/1", ":4: max_conf_num is a string");
	fixture_write(fixture, "/etc/containerd/d/2", V2_CNI "max_conf_num=2\n");
	expect(fixture, "containerd /c:2 | /opt/cni/bin | lo",
	       "containerd, which is installed; directories from " CONTAINERD);
}

/* A service works in "/". */
static void test_relative(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD, V2_CNI "conf_dir='net.d/'\nbin_dir='cni'\n"
		      "[plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.runc]\ncni_conf_dir='k'\n");
	expect(fixture, "containerd /net.d:1 /k:1:runc | /cni | lo",
	       "containerd, which is installed; directories from " CONTAINERD);
}

/* Without a directory each of Debian's releases has a default of its own: both count, and it is said. */
static void test_debian(void **state)
{
	static const char why[] = "containerd, which is installed; directories from " CONTAINERD;
	static const char words[] = "without bin_dir Debian's containerd 1.7 looks for plugins in /usr/lib/cni";
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD, "version = 2\n");
	fixture_write(fixture, "/etc/os-release", "ID=debian\nVERSION_ID=\"13\"\n");
	expect(fixture, DEFAULTS, why);
	expect_differs(fixture, NULL);
	fixture_touch(fixture, "/usr/lib/cni/bridge");
	expect(fixture, "containerd /etc/cni/net.d:1 | /opt/cni/bin /usr/lib/cni | lo", why);
	expect_differs(fixture, words);
	fixture_write(fixture, "/etc/os-release", "ID=ubuntu\nID_LIKE=debian\n");
	expect(fixture, DEFAULTS, why);
	fixture_write(fixture, "/etc/os-release", "ID=debian\n");
	fixture_write(fixture, CONTAINERD, V2_CNI "bin_dir = '/b'\n");
	expect(fixture, "containerd /etc/cni/net.d:1 | /b | lo", why);
	expect_differs(fixture, NULL);
}

/* What single releases make of the files otherwise is a warning that names them, and holds no node back. */
static void test_differs(void **state)
{
	static const char nvidia[] = "version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd]\n"
				     "default_runtime_name = 'runc'\n";
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD, "imports = ['d/*']\n" V2_CNI "conf_dir = '/srv'\n");
	expect_differs(fixture, "containerd 1.6 takes a relative pattern of imports from its working directory");
	fixture_write(fixture, CONTAINERD, "imports = ['/d/*']\n" V2_CNI "conf_dir = '/srv'\n");
	expect_differs(fixture, NULL);
	fixture_write(fixture, "/d/99-nvidia.toml", nvidia);
	expect_differs(fixture, "containerd 2.0 to 2.3 leave out what a file of version 2 says of "
			       "CNI beside one of version 3, and 1.7 does not start");
	fixture_write(fixture, "/d/99-nvidia.toml", V2_CNI "bin_dir = '/b'\n");
	expect_differs(fixture, "containerd 1.6 and 1.7 take the section of the CRI plugin from the last file");
	expect(fixture, "containerd /srv:1 | /b | lo",
	       "containerd, which is installed; directories from " CONTAINERD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_containerd_config), FIXTURE_TEST(test_containerd_options),
		FIXTURE_TEST(test_imports),           FIXTURE_TEST(test_import_blamed),
		FIXTURE_TEST(test_relative),          FIXTURE_TEST(test_debian),
		FIXTURE_TEST(test_differs),
	};

	return RUN_GROUP("runtime_containerd", tests);
}
