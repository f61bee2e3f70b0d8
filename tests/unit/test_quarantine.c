/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The quarantine: ours alone, under a name that tells, and a file that cannot go there stays. */
#include "config.h"

#include <errno.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "fixture.h"
#include "system/quarantine.h"

#define FILE_PATH "/etc/cni/net.d/10-calico.conflist"
#define WHEN      1795421700 /* 2026-11-23 08:15:00 UTC */
#define MOVED     QUARANTINE_DIRECTORY "/20261123T081500Z-etc-cni-net.d-10-calico.conflist"
#define STATE     "/var/lib/kubelet-preflight"

#define MOVERS    4
#define TURNS     100

struct outcome {
	int r;
	char *path, *fault;
};

static void outcome_free(struct outcome *outcome)
{
	free(outcome->path);
	free(outcome->fault);
}

#define _cleanup_outcome_ _cleanup_(outcome_free)

static struct outcome move_path(struct fixture *fixture, const char *path)
{
	struct outcome outcome = {0};
	struct stat seen, target = {0};

	assert_int_equal(sysroot_lstat(&fixture->root, path, &seen), 0);
	(void)sysroot_stat(&fixture->root, path, &target);
	outcome.r = quarantine_move(&fixture->root, path, &seen, &target, WHEN, &outcome.path,
				    &outcome.fault);
	return outcome;
}

static void assert_text(struct fixture *fixture, const char *path, const char *expected)
{
	_cleanup_free_ char *text = NULL;

	assert_int_equal(sysroot_read(&fixture->root, path, 4096, &text, NULL), 0);
	assert_string_equal(text, expected);
}

static void expect_moved(struct fixture *fixture, const char *path, const char *moved)
{
	_cleanup_outcome_ struct outcome outcome = move_path(fixture, path);
	struct stat status;

	if (outcome.r)
		fail_msg("%s", outcome.fault);
	assert_string_equal(outcome.path, moved);
	assert_null(outcome.fault);
	assert_int_equal(sysroot_lstat(&fixture->root, path, &status), -ENOENT);
	assert_int_equal(sysroot_lstat(&fixture->root, moved, &status), 0);
}

/* It stays, and the fault has the words, and where: NULL for the file itself. */
static void expect_stays(struct fixture *fixture, int error, const char *where, const char *words)
{
	_cleanup_outcome_ struct outcome outcome = move_path(fixture, FILE_PATH);
	_cleanup_free_ char *begin =
		where ? format_text("%s%s: ", fixture->path, where) : strdup("");

	assert_int_equal(outcome.r, error);
	assert_null(outcome.path);
	if (!text_starts(outcome.fault, begin) || !strstr(outcome.fault, words))
		fail_msg("'%s' is not of %s, or does not say '%s'", outcome.fault, begin, words);
	assert_text(fixture, FILE_PATH, "broken");
}

static void lay(struct fixture *fixture)
{
	fixture_write(fixture, FILE_PATH, "broken");
	(void)mkdir(fixture_path(fixture, "/var"), 0755);
	(void)mkdir(fixture_path(fixture, "/var/lib"), 0755);
}

static mode_t mode_of(struct fixture *fixture, const char *path)
{
	struct stat status;

	assert_int_equal(sysroot_lstat(&fixture->root, path, &status), 0);
	return status.st_mode & 07777;
}

static void test_moved(void **state)
{
	struct fixture *fixture = *state;
	mode_t mask = umask(0);

	lay(fixture);
	expect_moved(fixture, FILE_PATH, MOVED);
	assert_text(fixture, MOVED, "broken");
	assert_int_equal(mode_of(fixture, STATE), 0700);
	assert_int_equal(mode_of(fixture, QUARANTINE_DIRECTORY), 0700);
	umask(mask);
}

/* The same second and the same file: each stays under a name of its own. */
static void test_names_taken(void **state)
{
	struct fixture *fixture = *state;

	lay(fixture);
	expect_moved(fixture, FILE_PATH, MOVED);
	fixture_write(fixture, FILE_PATH, "second");
	expect_moved(fixture, FILE_PATH,
		     QUARANTINE_DIRECTORY "/20261123T081500Z.1-etc-cni-net.d-10-calico.conflist");
	assert_text(fixture, MOVED, "broken");
	for (int i = 2; i < 64; i++) {
		_cleanup_free_ char *name =
			format_text(QUARANTINE_DIRECTORY
				    "/20261123T081500Z.%d-etc-cni-net.d-10-calico.conflist", i);

		fixture_link(fixture, name, "nowhere");
	}
	fixture_write(fixture, FILE_PATH, "broken");
	expect_stays(fixture, -EEXIST, NULL, "it could not be given its new name: File exists");
}

static void test_hostile_names(void **state)
{
	struct fixture *fixture = *state;
	char path[300] = "/etc/cni/net.d/";
	_cleanup_outcome_ struct outcome outcome = {0};

	lay(fixture);
	fixture_write(fixture, "/etc/cni/net.d/a\033[2J\n'$(x) .conf", "");
	expect_moved(fixture, "/etc/cni/net.d/a\033[2J\n'$(x) .conf",
		     QUARANTINE_DIRECTORY "/20261123T081500Z-etc-cni-net.d-"
					  "a%1b%5b2J%0a%27%24%28x%29%20.conf");
	memset(path + strlen(path), '\001', NAME_MAX - strlen(".conf"));
	strcat(path, ".conf");
	fixture_write(fixture, path, "");
	outcome = move_path(fixture, path);
	assert_int_equal(outcome.r, 0);
	assert_true(text_ends(outcome.path, "%01.conf"));
	assert_true(sysroot_exists(&fixture->root, outcome.path));
}

/* Who can put a link there can lead files anywhere. */
static void test_links_refused(void **state)
{
	struct fixture *fixture = *state;

	lay(fixture);
	fixture_directory(fixture, "/elsewhere");
	fixture_link(fixture, STATE, "/elsewhere");
	expect_stays(fixture, -ELOOP, STATE, "it is a symbolic link");
	fixture_remove(fixture, STATE);
	fixture_link(fixture, QUARANTINE_DIRECTORY, "/elsewhere");
	expect_stays(fixture, -ELOOP, QUARANTINE_DIRECTORY, "it is a symbolic link");
	fixture_remove(fixture, "/elsewhere");
	expect_stays(fixture, -ELOOP, QUARANTINE_DIRECTORY, "it is a symbolic link");
}

static void test_no_quarantine(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, FILE_PATH, "broken");
	expect_stays(fixture, -ENOENT, "/var/lib", "No such file");
	fixture_write(fixture, STATE, "a file");
	expect_stays(fixture, -ENOTDIR, STATE, "Not a directory");
	fixture_remove(fixture, STATE);
	fixture_fifo(fixture, QUARANTINE_DIRECTORY);
	expect_stays(fixture, -ENOTDIR, QUARANTINE_DIRECTORY, "Not a directory");
	fixture_remove(fixture, QUARANTINE_DIRECTORY);
	assert_int_equal(chmod(fixture_path(fixture, STATE), 0777), 0);
	if (geteuid() != 0)
		return;
	assert_int_equal(chown(fixture_path(fixture, STATE), 65534, 65534), 0);
	expect_stays(fixture, -EPERM, STATE, "belongs to another user");
	assert_int_equal(chown(fixture_path(fixture, STATE), 0, 0), 0);
	expect_moved(fixture, FILE_PATH, MOVED);
	assert_int_equal(mode_of(fixture, STATE), 0700);
}

/* As in the unit when tmpfiles.d did not make it, and on a node with a read-only /var. */
static int act_read_only(struct fixture *fixture)
{
	const char *path = fixture_path(fixture, "/var/lib");

	if (mount(path, path, NULL, MS_BIND, NULL) < 0 ||
	    mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) < 0)
		return OWN_MOUNTS_DENIED;
	expect_stays(fixture, -EROFS, STATE, "systemd-tmpfiles --create");
	return 0;
}

static void test_read_only(void **state)
{
	struct fixture *fixture = *state;

	lay(fixture);
	fixture_in_own_mounts(fixture, act_read_only);
}

/* As in the unit when all is well: the two directories are two mounts. */
static int act_two_mounts(struct fixture *fixture)
{
	if (mount("tmpfs", fixture_path(fixture, "/var/lib"), "tmpfs", 0, NULL) < 0)
		return OWN_MOUNTS_DENIED;
	expect_moved(fixture, FILE_PATH, MOVED);
	assert_text(fixture, MOVED, "broken");
	return 0;
}

static void test_two_mounts(void **state)
{
	struct fixture *fixture = *state;

	lay(fixture);
	fixture_in_own_mounts(fixture, act_two_mounts);
}

/* One of some that wait for start to close, and then move a file of their own. */
static int move_own(struct fixture *fixture, int index, const int start[2])
{
	_cleanup_free_ char *path = format_text("/etc/cni/net.d/%d.conf", index);
	struct outcome outcome;
	char byte;

	close(start[1]);
	if (!path || read(start[0], &byte, 1) != 0)
		return 1;
	outcome = move_path(fixture, path);
	if (outcome.r)
		fprintf(stderr, "# %s\n", outcome.fault);
	return outcome.r != 0;
}

/* Gates that start at once, of which each finds that there is no quarantine yet. */
static void move_at_once(struct fixture *fixture, int turn)
{
	int start[2], status, base = turn * MOVERS;

	assert_int_equal(pipe(start), 0);
	for (int i = 0; i < MOVERS; i++) {
		_cleanup_free_ char *path = format_text("/etc/cni/net.d/%d.conf", base + i);

		fixture_write(fixture, path, "broken");
		if (fork() == 0)
			_exit(move_own(fixture, base + i, start));
	}
	close(start[0]);
	close(start[1]);
	for (int i = 0; i < MOVERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
}

/* The next turn finds none again. */
static void take_away(struct fixture *fixture, int turn)
{
	_cleanup_free_ char *state = strdup(fixture_path(fixture, STATE));
	_cleanup_free_ char *aside = format_text("%s.%d", state, turn);

	assert_int_equal(rename(state, aside), 0);
}

static void test_many_at_once(void **state)
{
	struct fixture *fixture = *state;

	lay(fixture);
	for (int turn = 0; turn < TURNS; turn++) {
		move_at_once(fixture, turn);
		take_away(fixture, turn);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_moved),         FIXTURE_TEST(test_names_taken),
		FIXTURE_TEST(test_hostile_names), FIXTURE_TEST(test_links_refused),
		FIXTURE_TEST(test_no_quarantine), FIXTURE_TEST(test_read_only),
		FIXTURE_TEST(test_two_mounts),  FIXTURE_TEST(test_many_at_once),
	};

	return RUN_GROUP("quarantine", tests);
}
