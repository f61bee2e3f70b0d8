/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /run/kubelet-preflight: what one run leaves for the next. */
#include "config.h"

#include <errno.h>

#include "commands/state.h"
#include "fixture.h"

#define HELD    STATE_DIRECTORY "/held-back"
#define RETRIES STATE_DIRECTORY "/retries"
#define REPORT  STATE_DIRECTORY "/report.json"

static void test_report(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *text = NULL;
	struct stat status;

	fixture_directory(fixture, "/run");
	assert_int_equal(state_write_report(&fixture->root, "{\"version\":1}\n"), 0);
	assert_int_equal(state_write_report(&fixture->root, "{}\n"), 0);
	assert_int_equal(sysroot_read(&fixture->root, REPORT, 100, &text, NULL), 0);
	assert_string_equal(text, "{}\n");
	assert_int_equal(sysroot_stat(&fixture->root, REPORT, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0644); /* for programs without privilege */
	assert_int_equal(sysroot_stat(&fixture->root, STATE_DIRECTORY, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0755);
}

static void test_no_report(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(state_remove_report(&fixture->root), 0); /* there is no /run */
	fixture_directory(fixture, "/run");
	assert_int_equal(state_write_report(&fixture->root, "{}\n"), 0);
	assert_int_equal(state_remove_report(&fixture->root), 0);
	assert_false(sysroot_exists(&fixture->root, REPORT));
	assert_int_equal(state_remove_report(&fixture->root), 0);
	fixture_directory(fixture, REPORT);
	assert_int_equal(state_remove_report(&fixture->root), -EISDIR);
}

static void assert_held(struct fixture *fixture, const char *expected)
{
	_cleanup_strv_ char **units = NULL;
	_cleanup_free_ char *joined = NULL;

	assert_int_equal(state_read_held(&fixture->root, &units), 0);
	assert_non_null(units);
	joined = strv_join(units, " ");
	assert_string_equal(joined, expected);
}

static void test_held(void **state)
{
	static const char *const units[] = {"kubelet.service", "snap.k8s.kubelet.service", NULL};
	struct fixture *fixture = *state;

	fixture_directory(fixture, "/run");
	assert_held(fixture, "");
	assert_int_equal(state_write_held(&fixture->root, (char *const *)units), 0);
	assert_held(fixture, "kubelet.service snap.k8s.kubelet.service");
	assert_int_equal(state_write_held(&fixture->root, (char *const *)&units[1]), 0);
	assert_held(fixture, "snap.k8s.kubelet.service");
	assert_int_equal(state_write_held(&fixture->root, (char *const *)&units[2]), 0);
	assert_held(fixture, "");
	assert_int_equal(state_write_held(&fixture->root, NULL), 0);
	assert_held(fixture, "");
}

static void test_held_that_cannot_be_read(void **state)
{
	struct fixture *fixture = *state;
	char **units = NULL;

	fixture_fifo(fixture, HELD);
	assert_int_equal(state_read_held(&fixture->root, &units), -EMEDIUMTYPE);
	assert_null(units);
}

static void test_retries(void **state)
{
	struct fixture *fixture = *state;

	fixture_directory(fixture, "/run");
	assert_int_equal(state_read_retries(&fixture->root), 0);
	for (unsigned int retries = 0; retries < 3; retries++) {
		assert_int_equal(state_write_retries(&fixture->root, retries), 0);
		assert_int_equal(state_read_retries(&fixture->root), retries);
	}
	assert_int_equal(state_write_retries(&fixture->root, UINT32_MAX), 0);
	assert_int_equal(state_read_retries(&fixture->root), UINT32_MAX);
	fixture_write(fixture, RETRIES, "");
	assert_int_equal(state_read_retries(&fixture->root), 0);
	fixture_write(fixture, RETRIES, "many\n");
	assert_int_equal(state_read_retries(&fixture->root), 0);
	fixture_remove(fixture, RETRIES);
	fixture_directory(fixture, RETRIES);
	assert_int_equal(state_read_retries(&fixture->root), 0);
}

/* A fit node forgets what was held back; the report stays, for programs. */
static void test_forget(void **state)
{
	static const char *const units[] = {"kubelet.service", NULL};
	struct fixture *fixture = *state;
	_cleanup_strv_ char **names = NULL;

	state_forget(&fixture->root); /* there is no such directory */
	fixture_directory(fixture, "/run");
	assert_int_equal(state_write_report(&fixture->root, "{}"), 0);
	assert_int_equal(state_write_held(&fixture->root, (char *const *)units), 0);
	assert_int_equal(state_write_retries(&fixture->root, 4), 0);
	state_forget(&fixture->root);
	assert_held(fixture, "");
	assert_int_equal(state_read_retries(&fixture->root), 0);
	assert_int_equal(sysroot_list(&fixture->root, STATE_DIRECTORY, 16, &names), 0);
	assert_int_equal(strv_length(names), 1);
	assert_string_equal(names[0], "report.json");
	state_forget(&fixture->root);
}

/* The directory is the release; the name in it is what the report says. */
static void test_release(void **state)
{
	static const struct {
		const char *text; /* NULL: no such file */
		const char *by;
	} rows[] = {{NULL, "root"}, {"", "root"}, {"\n", "root"}, {"alice", "alice"}, {"a b\nc\n", "a b"}};
	struct fixture *fixture = *state;
	struct sysroot *root = &fixture->root;
	char *by = NULL;
	time_t at = 0;

	assert_int_equal(state_read_release(root, &by, &at), 0);
	assert_int_equal(state_write_release(root, "alice"), -ENOENT);
	fixture_directory(fixture, RELEASE_DIRECTORY);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct stat status;

		if (rows[i].text)
			fixture_write(fixture, RELEASE_DIRECTORY "/by", rows[i].text);
		assert_int_equal(state_read_release(root, &by, &at), 1);
		assert_string_equal(by, rows[i].by);
		assert_int_equal(sysroot_stat(root, RELEASE_DIRECTORY, &status), 0);
		assert_int_equal(at, status.st_mtime);
		free(by);
	}
	assert_int_equal(state_write_release(root, "bob"), 0);
	assert_int_equal(state_read_release(root, &by, &at), 1);
	assert_string_equal(by, "bob");
	free(by);
	/* A link, or a file, is none of systemd's: the node is not released. */
	fixture_remove(fixture, RELEASE_DIRECTORY "/by");
	fixture_remove(fixture, RELEASE_DIRECTORY);
	fixture_directory(fixture, "/elsewhere");
	fixture_link(fixture, RELEASE_DIRECTORY, "/elsewhere");
	assert_int_equal(state_read_release(root, &by, &at), 0);
	fixture_remove(fixture, RELEASE_DIRECTORY);
	fixture_write(fixture, RELEASE_DIRECTORY, "");
	assert_int_equal(state_read_release(root, &by, &at), 0);
}

static void test_no_run(void **state)
{
	struct fixture *fixture = *state;
	struct sysroot *root = &fixture->root;
	static const char *const units[] = {"kubelet.service", NULL};

	assert_int_equal(state_write_report(root, "{}"), -ENOENT);
	assert_int_equal(state_write_held(root, (char *const *)units), -ENOENT);
	assert_int_equal(state_write_retries(root, 1), -ENOENT);
	assert_held(fixture, "");
	fixture_write(fixture, STATE_DIRECTORY, "a file");
	assert_int_equal(state_write_report(root, "{}"), -ENOTDIR);
}

/* Gates share it, and a fix has it alone; no other user can open it. */
static void test_lock(void **state)
{
	struct fixture *fixture = *state;
	struct stat status;
	int gate, other, fix;

	fixture_directory(fixture, "/run");
	gate = state_lock(&fixture->root, false);
	other = state_lock(&fixture->root, false);
	assert_true(gate >= 0 && other >= 0);
	assert_int_equal(state_lock(&fixture->root, true), -EWOULDBLOCK);
	close(gate);
	assert_int_equal(state_lock(&fixture->root, true), -EWOULDBLOCK);
	close(other);
	fix = state_lock(&fixture->root, true);
	assert_true(fix >= 0);
	assert_int_equal(state_lock(&fixture->root, true), -EWOULDBLOCK);
	assert_int_equal(state_lock(&fixture->root, false), -EWOULDBLOCK);
	close(fix);
	assert_int_equal(sysroot_stat(&fixture->root, STATE_DIRECTORY "/lock", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	fixture_remove(fixture, STATE_DIRECTORY "/lock");
	fixture_link(fixture, STATE_DIRECTORY "/lock", "/tmp/elsewhere");
	assert_int_equal(state_lock(&fixture->root, true), -ELOOP);
	fixture_remove(fixture, STATE_DIRECTORY "/lock");
	fixture_fifo(fixture, STATE_DIRECTORY "/lock"); /* it does not hang */
	fix = state_lock(&fixture->root, true);
	assert_true(fix >= 0);
	close(fix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_report),  FIXTURE_TEST(test_no_report),
		FIXTURE_TEST(test_held),    FIXTURE_TEST(test_held_that_cannot_be_read),
		FIXTURE_TEST(test_retries), FIXTURE_TEST(test_forget),
		FIXTURE_TEST(test_no_run),  FIXTURE_TEST(test_release),
		FIXTURE_TEST(test_lock),
	};

	return RUN_GROUP("state", tests);
}
