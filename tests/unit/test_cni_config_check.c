/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check cni-config over directories of every kind that a node can have. */
#include "config.h"

#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "cni/config/directory.h"
#include "cni_fixture.h"

static void expect_config(struct fixture *fixture, enum cause_id cause, enum verdict verdict,
			  const char *const *words)
{
	assert_int_equal(fixture_run(fixture, &check_cni_config), 0);
	assert_int_equal(fixture->report.count, 1);
	expect_finding(fixture, 0, cause, verdict, words);
}

/*
 * A broken configuration is the question of cni-config; where that has said so, cni-plugins says that it
 * did not look. Alone it cannot tell, and says that.
 */
static void expect_broken(struct fixture *fixture, enum cause_id cause, const char *const *words)
{
	expect_config(fixture, cause, VERDICT_FAIL, words);
	assert_int_equal(check_cni_plugins.run(&fixture->context, &fixture->report), 0);
	assert_int_equal(fixture->report.count, 2);
	expect_finding(fixture, 1, CAUSE_NONE, VERDICT_SKIP, WORDS("not checked"));
	assert_int_equal(report_fitness(&fixture->report), FITNESS_UNFIT);

	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	assert_int_equal(fixture->report.count, 1);
	expect_finding(fixture, 0, CAUSE_CNI_UNKNOWN, VERDICT_ERROR, WORDS("plugins not checked"));
	assert_non_null(fixture->report.findings[0].remedy);
	assert_int_equal(report_fitness(&fixture->report), FITNESS_UNKNOWN);

	fixture->settings.invalid = INVALID_WARN;
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	expect_finding(fixture, 0, CAUSE_CNI_UNKNOWN, VERDICT_WARN, WORDS("plugins not checked"));
	assert_int_equal(report_fitness(&fixture->report), FITNESS_FIT);
	fixture->settings.invalid = INVALID_BLOCK;
}

static void expect_pass(struct fixture *fixture, const char *network, const char *file)
{
	expect_config(fixture, CAUSE_NONE, VERDICT_PASS, WORDS(file));
	assert_string_equal(fixture->report.findings[0].subject, network);
}

static void test_absent(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "net.d");
	char *gone;

	make_file(fixture, "net.d/10-a.conflist.temp", "{");
	make_file(fixture, "net.d/calico-kubeconfig", "");
	make_directory(fixture, "net.d/dir.conf");
	for (int round = 0; round < 2; round++) {
		expect_config(fixture, CAUSE_NONE, VERDICT_PASS,
			      WORDS("no configuration in", path, "waits for its CNI DaemonSet"));
		assert_null(fixture->report.findings[0].subject);
		assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
		expect_finding(fixture, 0, CAUSE_NONE, VERDICT_SKIP, WORDS("names a plugin"));
		/* No directory is as good as an empty one. */
		path[strlen(fixture->dir)] = '\0';
		gone = fixture_path(fixture, "gone");
		fixture_conf_dir(fixture, gone);
		free(gone);
	}
	fixture->settings.absent = ABSENT_BLOCK;
	expect_config(fixture, CAUSE_CNI_CONFIG_ABSENT, VERDICT_FAIL, WORDS("Absent=block"));
}

static void test_sound(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_file(fixture, "net.d/20-junk.conflist", "{");
	expect_pass(fixture, "cbr0", "10-flannel.conflist is valid: flannel, portmap");
}

static void test_empty_file(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *remedy =
		aside_command(fixture, "net.d/10-calico.conflist");

	make_file(fixture, "net.d/10-calico.conflist", "");
	expect_broken(fixture, CAUSE_CNI_CONFIG_INVALID,
		      WORDS("/net.d/10-calico.conflist: line 1, column 1: the file is empty; ",
			    "uses only the first file by name"));
	assert_string_equal(fixture->report.findings[0].subject + strlen(fixture->dir),
			    "/net.d/10-calico.conflist");
	expect_config(fixture, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, WORDS("10-calico"));
	assert_string_equal(fixture->report.findings[0].remedy, remedy);
}

static void test_first_decides(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/20-good.conflist", FLANNEL);
	make_file(fixture, "net.d/10-bad.conf", FLANNEL);
	expect_broken(fixture, CAUSE_CNI_CONFIG_INVALID, WORDS("10-bad.conf: it has no \"type\""));
	make_file(fixture, "net.d/10-bad-old.json", "");
	expect_broken(fixture, CAUSE_CNI_CONFIG_INVALID, WORDS("10-bad-old.json: line 1"));
	make_file(fixture, "net.d/.conflist", "{}");
	expect_broken(fixture, CAUSE_CNI_CONFIG_INVALID, WORDS("/.conflist: it has no \"name\""));
}

static void test_invalid_warn(void **state)
{
	struct fixture *fixture = *state;

	fixture->settings.invalid = INVALID_WARN;
	make_file(fixture, "net.d/a.conf", "");
	expect_config(fixture, CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN, WORDS("a.conf"));
	make_link(fixture, "nowhere", "net.d/0.conf");
	expect_config(fixture, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_WARN, WORDS("0.conf"));
}

static void test_fifo(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "net.d/x.conf");

	assert_int_equal(mkfifo(path, 0644), 0);
	expect_broken(fixture, CAUSE_CNI_CONFIG_UNREADABLE, WORDS("net.d/x.conf: it is a FIFO"));
}

static void test_socket(void **state)
{
	struct fixture *fixture = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/net.d/x.conf", fixture->dir);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	expect_broken(fixture, CAUSE_CNI_CONFIG_UNREADABLE, WORDS("net.d/x.conf: ", "a socket"));
}

static void test_device(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "net.d/x.conf");

	if (mknod(path, S_IFCHR | 0644, makedev(1, 3)) < 0)
		make_link(fixture, "/dev/null", "net.d/x.conf");
	expect_broken(fixture, CAUSE_CNI_CONFIG_UNREADABLE, WORDS("net.d/x.conf: ", "a device"));
}

static void test_links(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "flannel", FLANNEL);
	make_link(fixture, "../flannel", "net.d/d.conflist");
	expect_pass(fixture, "cbr0", "d.conflist");
	make_link(fixture, "/", "net.d/c.conf");
	expect_broken(fixture, CAUSE_CNI_CONFIG_UNREADABLE, WORDS("c.conf: it is a directory"));
	make_link(fixture, "b.conf", "net.d/b.conf");
	expect_broken(fixture, CAUSE_CNI_CONFIG_UNREADABLE, WORDS("b.conf: it has too many levels"));
	make_link(fixture, "/gone/10-\033.conf", "net.d/a.conf");
	expect_broken(
		fixture, CAUSE_CNI_CONFIG_UNREADABLE,
		WORDS("a.conf: it is a dangling symbolic link"));
}

static void test_huge(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "net.d/x.conf");

	make_file(fixture, "net.d/x.conf", "");
	assert_int_equal(truncate(path, 1024L * 1024 * 1024), 0);
	expect_broken(fixture, CAUSE_CNI_CONFIG_UNREADABLE, WORDS("net.d/x.conf: it exceeds the size limit"));
}

static void test_modes(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "net.d");

	make_bytes(fixture, "net.d/x.conflist", FLANNEL, strlen(FLANNEL), 0);
	if (geteuid() == 0)
		expect_pass(fixture, "cbr0", "x.conflist");
	fixture_run_as_nobody(fixture, &check_cni_config);
	expect_finding(fixture, 0, CAUSE_CNI_UNKNOWN, VERDICT_ERROR,
		       WORDS("net.d/x.conflist could not be read: only root can"));
	assert_string_equal(fixture->report.findings[0].remedy, "sudo kubelet-preflight check");
	assert_int_equal(chmod(path, 0700), 0);
	if (geteuid() == 0) {
		fixture_run_as_nobody(fixture, &check_cni_plugins);
		expect_finding(fixture, 0, CAUSE_CNI_UNKNOWN, VERDICT_ERROR,
			       WORDS("net.d could not be read: only root can"));
	}
}

/* The command makes the directory, and executed again it leaves what is in it by then. */
static void mend_directory(struct fixture *fixture)
{
	_cleanup_free_ char *command = strdup(fixture->report.findings[0].remedy);
	char *restart = command ? strstr(command, " && systemctl restart containerd") : NULL;

	assert_non_null(restart);
	*restart = '\0'; /* of the machine that runs us */
	assert_int_equal(system(command), 0);
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	assert_int_equal(system(command), 0);
	expect_pass(fixture, "cbr0", "10-flannel.conflist is valid");
}

static void test_no_directory(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "net.d");
	_cleanup_free_ char *conflist = fixture_path(fixture, "net.d/10-flannel.conflist");

	assert_int_equal(rmdir(path), 0);
	make_file(fixture, "net.d", "");
	expect_broken(fixture, CAUSE_CNI_CONFIG_UNREADABLE, WORDS("/net.d: it is not a directory; containerd creates and watches "));
	mend_directory(fixture);
	assert_int_equal(unlink(conflist), 0);
	assert_int_equal(rmdir(path), 0);
	make_link(fixture, "net.d", "net.d");
	expect_broken(fixture, CAUSE_CNI_CONFIG_UNREADABLE, WORDS("/net.d: it has too many levels of symbolic links"));
	mend_directory(fixture);
	assert_int_equal(unlink(conflist), 0);
	assert_int_equal(rmdir(path), 0);
	make_link(fixture, "gone", "net.d");
	expect_broken(fixture, CAUSE_CNI_CONFIG_UNREADABLE,
		      WORDS("/net.d: it is a dangling symbolic link; containerd creates and watches "));
	make_directory(fixture, "gone");
	expect_config(fixture, CAUSE_NONE, VERDICT_PASS, WORDS("waits"));
}

static void test_odd_names(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/b c.conf", "");
	expect_config(fixture, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, WORDS("b c.conf"));
	assert_non_null(strstr(fixture->report.findings[0].remedy, "mv --backup=numbered -T '/tmp/"));
	make_file(fixture, "net.d/a\033[31m\n'.conf", "");
	expect_config(fixture, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
		      WORDS("/a\\x1b[31m\\x0a'.conf: line 1"));
	assert_non_null(
		strstr(fixture->report.findings[0].remedy, "/a\\x1b[31m\\x0a\\'.conf" ASIDE "'"));
	assert_null(strchr(fixture->report.findings[0].subject, '\033'));
}

/* More names than a node has: an answer in bounded time, and not a verdict on the node. */
static void test_crowd(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "net.d");
	_cleanup_close_ int fd = open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);

	make_file(fixture, "net.d/50-flannel.conflist", FLANNEL);
	for (int i = 1; i <= CNI_ENTRIES_MAX; i++) {
		char name[16];

		if (i == CNI_ENTRIES_MAX)
			expect_pass(fixture, "cbr0", "50-flannel.conflist");
		snprintf(name, sizeof(name), "%d", i);
		assert_int_equal(symlinkat("x", fd, name), 0);
	}
	expect_config(fixture, CAUSE_CNI_UNKNOWN, VERDICT_ERROR,
		      WORDS("/net.d could not be read: it has too many entries"));
}

/* In an image each path, and each link's target, begins at the image's root. */
static void test_image(void **state)
{
	struct fixture *fixture = *state;

	fixture_root(fixture, true);
	if (!fixture_has_openat2(fixture))
		return;
	make_file(fixture, "flannel", FLANNEL);
	make_link(fixture, "/flannel", "net.d/b.conflist");
	expect_pass(fixture, "cbr0", fixture->dir);
	make_link(fixture, "/etc/passwd", "net.d/a.conf");
	expect_config(fixture, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL,
		      WORDS(fixture->dir, "/net.d/a.conf: it is a dangling symbolic link"));
	assert_non_null(strstr(fixture->report.findings[0].remedy, fixture->dir));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_absent),       TEST(test_sound),
		TEST(test_empty_file),   TEST(test_first_decides),
		TEST(test_invalid_warn), TEST(test_fifo),
		TEST(test_socket),       TEST(test_device),
		TEST(test_links),        TEST(test_huge),
		TEST(test_modes),        TEST(test_no_directory),
		TEST(test_odd_names),    TEST(test_crowd),
		TEST(test_image),
	};

	return RUN_GROUP("cni_config_check", tests);
}
