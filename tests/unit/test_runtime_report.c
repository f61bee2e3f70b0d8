/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is said of a runtime whose own configuration cannot be used. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "runtime_fixture.h"

static bool no_memory;

/* fdopendir(3), where the kernel has no memory for it. Wrapped by the linker. */
DIR *__real_fdopendir(int fd);
DIR *__wrap_fdopendir(int fd);
DIR *__wrap_fdopendir(int fd)
{
	if (!no_memory)
		return __real_fdopendir(fd);
	errno = ENOMEM;
	return NULL;
}

static void expect_remedy(struct fixture *fixture, const char *format, const char *path)
{
	const struct finding *finding = fixture_check(fixture, &check_cni_config);
	_cleanup_free_ char *remedy = format_text("%s%s", format, path);

	assert_finding(finding, VERDICT_FAIL, "cni-runtime-invalid", "");
	if (!strstr(finding->remedy, remedy))
		fail_msg("%s and not %s", finding->remedy, remedy);
}

/* No directory is moved away: not "/" and no other. */
static void test_remedies(void **state)
{
	struct fixture *fixture = *state;

	fixture_directory(fixture, CONTAINERD);
	expect_remedy(fixture, "rmdir ", fixture_path(fixture, CONTAINERD));
	fixture_write(fixture, "/etc/systemd/system/containerd.service",
		      "[Service]\nExecStart=/usr/bin/containerd --config /\n");
	expect_remedy(fixture, "systemctl edit --full ", "containerd.service");
	fixture_write(fixture, "/etc/systemd/system/kubelet.service",
		      "[Service]\nExecStart=/usr/bin/kubelet --config /\n");
	expect_remedy(fixture, "systemctl edit --full ", "kubelet.service");
}

static void test_import_faults(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD, "version=2\nimports=['/d/*']\n");
	fixture_write(fixture, "/d/a", "x=1\nx=2\n");
	expect_fault(fixture, -EBADMSG, "/d/a:2: ", "x is already set in line 1");
	fixture_remove(fixture, "/d/a");
	fixture_fifo(fixture, "/d/a");
	expect_fault(fixture, -EBADMSG, "/d/a: ", "FIFO");
	fixture_remove(fixture, "/d/a");
	fixture_link(fixture, "/d/a", "gone");
	expect_fault(fixture, -EBADMSG, "/d/a: ", "dangling symbolic link");
	fixture_remove(fixture, "/d/a");
	for (int i = 0; i <= RUNTIME_FILES_MAX; i++) {
		_cleanup_free_ char *path = format_text("/d/%d", i);

		fixture_write(fixture, path, "");
	}
	expect_fault(fixture, -E2BIG, CONTAINERD, "it imports too many files");
}

/* A kubelet's configuration that does not matter is not read; one that does is a fault. */
static void test_faults(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, KUBELET, "a: b\n\tc: d\n");
	expect_fault(fixture, -EBADMSG, KUBELET ":2: ", "tab character");
	fixture->settings.runtime = RUNTIME_CONTAINERD;
	expect(fixture, DEFAULTS, "containerd, as Runtime= says; directories from its defaults");
	fixture_write(fixture, CONTAINERD,
		      "version = 2\ndisabled_plugins = [\"io.containerd.grpc.v1.cri\"]");
	expect_fault(fixture, -EBADMSG, CONTAINERD ": ", "disabled_plugins has");
	fixture_remove(fixture, CONTAINERD);
	fixture_fifo(fixture, CONTAINERD);
	expect_fault(fixture, -EBADMSG, CONTAINERD ": ", "FIFO");
	fixture_remove(fixture, CONTAINERD);
	fixture_write(fixture, CONTAINERD, "");
	assert_int_equal(truncate(fixture_path(fixture, CONTAINERD), 1L << 30), 0);
	expect_fault(fixture, -EFBIG, CONTAINERD ": ", "exceeds the size limit");
}

static void test_denied(void **state)
{
	struct fixture *fixture = *state;
	bool root = geteuid() == 0;

	fixture_write(fixture, CONTAINERD, "");
	assert_int_equal(chmod(fixture->path, 0755), 0);
	assert_int_equal(chmod(fixture_path(fixture, CONTAINERD), 0), 0);
	if (root)
		assert_int_equal(seteuid(65534), 0);
	expect_fault(fixture, -EACCES, CONTAINERD ": ", "Permission denied");
	assert_finding(fixture_check(fixture, &check_cni_config), VERDICT_ERROR, "cni-unknown",
		       "Permission denied");
	if (root)
		assert_int_equal(seteuid(0), 0);
}

static void test_report(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *remedy = NULL;
	const struct finding *finding;

	fixture_write(fixture, CONTAINERD, "version = 2\nconf_dir = /etc/cni\n");
	finding = fixture_check(fixture, &check_cni_config);
	assert_finding(finding, VERDICT_FAIL, "cni-runtime-invalid", CONTAINERD ":2: expected a value");
	remedy = format_text("vi +2 %s", fixture_path(fixture, CONTAINERD));
	assert_string_equal(finding->remedy, remedy);
	/* Alone it cannot tell; where cni-config has said it, there is no more to say. */
	assert_finding(fixture_check(fixture, &check_cni_plugins), VERDICT_ERROR, "cni-unknown",
		       CONTAINERD ":2: expected a value");
	fixture_check(fixture, &check_cni_config);
	assert_int_equal(check_cni_plugins.run(&fixture->ctx, &fixture->report), 0);
	assert_finding(&fixture->report.findings[1], VERDICT_SKIP, "", "cni-config");
	fixture_remove(fixture, CONTAINERD);
	fixture_link(fixture, CONTAINERD, "nowhere");
	finding = fixture_check(fixture, &check_cni_config);
	assert_finding(finding, VERDICT_FAIL, "cni-runtime-invalid", "dangling symbolic link");
	free(remedy);
	remedy = format_text("mv --backup=numbered -T %s %s.quarantined-by-kubelet-preflight",
			     fixture_path(fixture, CONTAINERD), fixture_path(fixture, CONTAINERD));
	assert_string_equal(finding->remedy, remedy);
	fixture_remove(fixture, CONTAINERD);
	fixture_write(fixture, CONTAINERD, "=");
	fixture->settings.invalid = INVALID_WARN;
	assert_finding(fixture_check(fixture, &check_cni_config), VERDICT_WARN,
		       "cni-runtime-invalid", "expected a key");
	/* The directory of the configuration is the one that is looked at. */
	fixture_write(fixture, CONTAINERD, V2_CNI "conf_dir='/srv/net.d'\n");
	fixture_write(fixture, "/srv/net.d/a.conf", "{");
	assert_finding(fixture_check(fixture, &check_cni_config), VERDICT_WARN,
		       "cni-config-invalid", "/srv/net.d/a.conf");
}

/* A pattern that could not be looked for is the fault of no file. */
static void test_no_memory(void **state)
{
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	struct fixture *fixture = *state;
	int r;

	fixture->settings.runtime = RUNTIME_CONTAINERD;
	fixture_directory(fixture, "/d");
	fixture_write(fixture, "/srv/c.toml", "version=2\nimports=['/d/*']\n");
	fixture_write(fixture, "/etc/systemd/system/containerd.service",
		      "[Service]\nExecStart=/usr/bin/containerd --config /srv/c.toml\n");
	no_memory = true;
	r = cni_runtime_look(&fixture->ctx, &runtime, &fault);
	no_memory = false;
	assert_int_equal(r, -ENOMEM);
	assert_null(fault.words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_remedies),
		FIXTURE_TEST(test_import_faults),
		FIXTURE_TEST(test_faults),
		FIXTURE_TEST(test_denied),
		FIXTURE_TEST(test_report),
		FIXTURE_TEST(test_no_memory),
	};

	return RUN_GROUP("runtime_report", tests);
}
