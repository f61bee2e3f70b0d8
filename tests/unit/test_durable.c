/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file is the old one or the new one, and nothing is left beside it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "fixture.h"
#include "system/durable.h"

#define TINY "size=16k,mode=0755"

#define WRITERS     4
#define WRITES      100
#define TEXT_SIZE   3000
#define AT_ONCE_MS  1000

static bool on_nfs;

/* flock(2): on NFS a lock that excludes wants a descriptor for writing. Wrapped by the linker. */
int __real_flock(int fd, int operation);
int __wrap_flock(int fd, int operation);
int __wrap_flock(int fd, int operation)
{
	if (on_nfs && (operation & LOCK_EX) && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY) {
		errno = EBADF;
		return -1;
	}
	return __real_flock(fd, operation);
}

static int put(struct fixture *fixture, const char *text, mode_t mode)
{
	return durable_write(&fixture->root, "/d", "name", text, strlen(text), mode);
}

/* The directory holds this one name, and the file this text. */
static void assert_file(struct fixture *fixture, const char *expected)
{
	_cleanup_strv_ char **names = NULL;
	_cleanup_free_ char *text = NULL;

	assert_int_equal(sysroot_list(&fixture->root, "/d", 16, &names), 0);
	assert_int_equal(strv_length(names), 1);
	assert_string_equal(names[0], "name");
	assert_int_equal(sysroot_read(&fixture->root, "/d/name", 100000, &text, NULL), 0);
	assert_string_equal(text, expected);
}

static void test_new_and_replace(void **state)
{
	struct fixture *fixture = *state;

	fixture_directory(fixture, "/d");
	assert_int_equal(put(fixture, "first\n", 0644), 0);
	assert_file(fixture, "first\n");
	assert_int_equal(put(fixture, "the second one\n", 0644), 0);
	assert_file(fixture, "the second one\n");
	assert_int_equal(put(fixture, "", 0644), 0);
	assert_file(fixture, "");
}

/* The mode is the one that was asked for, whatever the umask and the old file say. */
static void test_mode(void **state)
{
	static const mode_t modes[] = {0644, 0600, 0664};
	struct fixture *fixture = *state;
	mode_t mask = umask(0077);
	struct stat status;

	fixture_directory(fixture, "/d");
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		assert_int_equal(put(fixture, "x", modes[i]), 0);
		assert_int_equal(sysroot_stat(&fixture->root, "/d/name", &status), 0);
		assert_int_equal(status.st_mode & 07777, modes[i]);
	}
	umask(mask);
}

/* A reader that has the old file open goes on reading the old file: it is another inode. */
static void test_readers_keep_the_old_file(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_close_ int reader = -1;
	char text[8] = "";

	fixture_write(fixture, "/d/name", "old");
	reader = sysroot_open_file(&fixture->root, "/d/name");
	assert_int_equal(put(fixture, "new", 0644), 0);
	assert_int_equal(read(reader, text, sizeof(text)), 3);
	assert_string_equal(text, "old");
}

static void test_symlinks_stay(void **state)
{
	static const char *const targets[] = {"/dev/null", "/elsewhere", "nowhere"};
	struct fixture *fixture = *state;

	fixture_write(fixture, "/elsewhere", "theirs");
	fixture_directory(fixture, "/d");
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		_cleanup_strv_ char **names = NULL;
		_cleanup_free_ char *target = NULL, *text = NULL;

		fixture_link(fixture, "/d/name", targets[i]);
		assert_int_equal(put(fixture, "ours", 0644), -ELOOP);
		assert_int_equal(sysroot_readlink(&fixture->root, "/d/name", &target), 0);
		assert_string_equal(target, targets[i]);
		assert_int_equal(sysroot_list(&fixture->root, "/d", 16, &names), 0);
		assert_int_equal(strv_length(names), 1);
		assert_int_equal(sysroot_read(&fixture->root, "/elsewhere", 16, &text, NULL), 0);
		assert_string_equal(text, "theirs");
		fixture_remove(fixture, "/d/name");
	}
}

static void test_no_directory(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(put(fixture, "x", 0644), -ENOENT);
	fixture_write(fixture, "/d", "a file");
	assert_int_equal(put(fixture, "x", 0644), -ENOTDIR);
	fixture_remove(fixture, "/d");
	fixture_directory(fixture, "/d");
	fixture_directory(fixture, "/d/name");
	assert_int_equal(put(fixture, "x", 0644), -EISDIR);
	assert_false(sysroot_exists(&fixture->root, "/d/name/name"));
}

static void put_socket(struct fixture *fixture)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s",
		 fixture_path(fixture, "/d/.name.new"));
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
}

/*
 * What a killed run left goes with the next one, and whatever else has the name; a directory stays.
 */
static void test_remains_of_a_killed_run(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/d/.name.new", "half a fi");
	assert_int_equal(put(fixture, "whole", 0644), 0);
	assert_file(fixture, "whole");
	fixture_link(fixture, "/d/.name.new", "/elsewhere");
	assert_int_equal(put(fixture, "second", 0644), 0);
	assert_file(fixture, "second");
	fixture_fifo(fixture, "/d/.name.new");
	assert_int_equal(put(fixture, "third", 0644), 0);
	put_socket(fixture);
	assert_int_equal(put(fixture, "fourth", 0644), 0);
	assert_file(fixture, "fourth");
	assert_false(sysroot_exists(&fixture->root, "/elsewhere"));
	fixture_directory(fixture, "/d/.name.new");
	assert_int_equal(put(fixture, "fifth", 0644), -EISDIR);
	fixture_remove(fixture, "/d/.name.new");
	on_nfs = true;
	assert_int_equal(put(fixture, "sixth", 0644), 0);
	on_nfs = false;
	assert_file(fixture, "sixth");
}

/* Who may read the directory can lock it for as long as they like: no writer waits for them. */
static void test_a_lock_that_stays(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_close_ int other = -1;
	uint64_t begun = now_ms();

	fixture_directory(fixture, "/d");
	other = open(fixture_path(fixture, "/d"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(flock(other, LOCK_EX), 0);
	assert_int_equal(put(fixture, "new", 0644), 0);
	assert_file(fixture, "new");
	fixture_write(fixture, "/d/.name.new", "half"); /* of the other one */
	assert_int_equal(put(fixture, "newer", 0644), 0);
	assert_true(sysroot_exists(&fixture->root, "/d/.name.new"));
	assert_true(now_ms() - begun < AT_ONCE_MS);
}

/* Each writes files of its own letter. 0, or the number of what was wrong. */
static int write_often(struct fixture *fixture, char letter)
{
	char text[TEXT_SIZE];

	memset(text, letter, sizeof(text));
	for (int i = 0; i < WRITES; i++) {
		_cleanup_free_ char *found = NULL;
		size_t size = 0;

		if (durable_write(&fixture->root, "/d", "name", text, sizeof(text), 0644) != 0)
			return 1;
		if (sysroot_read(&fixture->root, "/d/name", TEXT_SIZE, &found, &size) != 0)
			return 2;
		if (size != TEXT_SIZE || strspn(found, (const char[]){found[0], '\0'}) != TEXT_SIZE)
			return 3;
		sleep_ms(1); /* who asks again at once would have the lock nearly always */
	}
	return 0;
}

static void test_many_writers(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_strv_ char **names = NULL;
	int status;

	fixture_directory(fixture, "/d");
	for (int i = 0; i < WRITERS; i++)
		if (fork() == 0)
			_exit(write_often(fixture, (char)('a' + i)));
	for (int i = 0; i < WRITERS; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_int_equal(sysroot_list(&fixture->root, "/d", 16, &names), 0);
	assert_int_equal(strv_length(names), 1);
}

/* "old" stands in the file and nothing beside it. */
static bool is_as_before(struct fixture *fixture, const char *expected)
{
	_cleanup_strv_ char **names = NULL;
	_cleanup_free_ char *text = NULL;

	return sysroot_list(&fixture->root, "/d", 16, &names) == 0 && strv_length(names) == 1 &&
	       sysroot_read(&fixture->root, "/d/name", 100000, &text, NULL) == 0 &&
	       text_equal(text, expected);
}

static int act_read_only(struct fixture *fixture)
{
	const char *path = fixture_path(fixture, "/d");

	if (mount(path, path, NULL, MS_BIND, NULL) < 0 ||
	    mount(NULL, path, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) < 0)
		return 77;
	if (put(fixture, "new", 0644) != -EROFS)
		return 1;
	return is_as_before(fixture, "old") ? 0 : 2;
}

static void test_read_only(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/d/name", "old");
	if (getuid() == 0) {
		fixture_in_own_mounts(fixture, act_read_only);
		return;
	}
	assert_int_equal(chmod(fixture_path(fixture, "/d"), 0555), 0);
	assert_int_equal(put(fixture, "new", 0644), -EACCES);
	assert_file(fixture, "old");
	assert_int_equal(chmod(fixture_path(fixture, "/d"), 0755), 0);
}

static int act_disk_full(struct fixture *fixture)
{
	static char large[64 * 1024];

	memset(large, 'x', sizeof(large) - 1);
	if (mount("tmpfs", fixture_path(fixture, "/d"), "tmpfs", 0, TINY) < 0)
		return 77;
	if (put(fixture, "old", 0644) != 0)
		return 1;
	if (put(fixture, large, 0644) != -ENOSPC)
		return 2;
	if (!is_as_before(fixture, "old"))
		return 3;
	/* There is room again: nothing of the attempt takes it. */
	large[8 * 1024] = '\0';
	if (put(fixture, large, 0644) != 0)
		return 4;
	return is_as_before(fixture, large) ? 0 : 5;
}

static void test_disk_full(void **state)
{
	struct fixture *fixture = *state;

	fixture_directory(fixture, "/d");
	fixture_in_own_mounts(fixture, act_disk_full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_new_and_replace), FIXTURE_TEST(test_mode),
		FIXTURE_TEST(test_readers_keep_the_old_file), FIXTURE_TEST(test_symlinks_stay),
		FIXTURE_TEST(test_no_directory),    FIXTURE_TEST(test_remains_of_a_killed_run),
		FIXTURE_TEST(test_a_lock_that_stays), FIXTURE_TEST(test_many_writers),
		FIXTURE_TEST(test_read_only),       FIXTURE_TEST(test_disk_full),
	};

	return RUN_GROUP("durable", tests);
}
