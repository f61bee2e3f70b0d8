/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rest of a dead writer goes, a living one is waited for, and two at once make whole files. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "fixture.h"
#include "system/aside.h"
#include "system/durable.h"

#define WRITERS      4
#define WRITES       200
#define TEXT_SIZE    3000
#define PATIENCE_MS  2000 /* what aside.c has */
#define WORK_MS      100

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

static int open_directory(struct fixture *fixture)
{
	fixture_directory(fixture, "/d");
	return open(fixture_path(fixture, "/d"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* The only entry of the directory is the new file, of mode 0600 and empty. */
static void assert_new(struct fixture *fixture, int fd)
{
	_cleanup_strv_ char **names = NULL;
	struct stat status, named;

	assert_int_equal(sysroot_list(&fixture->root, "/d", 16, &names), 0);
	assert_int_equal(strv_length(names), 1);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(sysroot_lstat(&fixture->root, "/d/.x", &named), 0);
	assert_int_equal(status.st_ino, named.st_ino);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(status.st_size, 0);
}

static void put_socket(struct fixture *fixture)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", fixture_path(fixture, "/d/.x"));
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
}

static void test_what_lies_there_goes(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_close_ int directory = open_directory(fixture);

	for (int kind = 0; kind < 5; kind++) {
		_cleanup_close_ int fd = -1;

		if (kind == 1)
			fixture_write(fixture, "/d/.x", "half a fi");
		if (kind == 2)
			fixture_link(fixture, "/d/.x", "/elsewhere");
		if (kind == 3)
			fixture_fifo(fixture, "/d/.x");
		if (kind == 4)
			put_socket(fixture);
		assert_int_equal(aside_create(directory, ".x", &fd), 0);
		assert_new(fixture, fd);
		fixture_remove(fixture, "/d/.x");
	}
	assert_false(sysroot_exists(&fixture->root, "/elsewhere"));
}

static void test_a_directory_stays(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_close_ int directory = open_directory(fixture);
	int fd = -1;

	fixture_directory(fixture, "/d/.x");
	assert_int_equal(aside_create(directory, ".x", &fd), -EISDIR);
	assert_int_equal(fd, -1);
}

/* A writer that goes on for ever: it keeps its file, and we give up. */
static void test_a_living_writer_is_left_alone(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_close_ int directory = open_directory(fixture);
	_cleanup_close_ int writer = -1;
	uint64_t begun = now_ms();
	int fd = -1;

	assert_int_equal(aside_create(directory, ".x", &writer), 0);
	assert_int_equal(aside_create(directory, ".x", &fd), -EBUSY);
	assert_true(now_ms() - begun >= PATIENCE_MS);
	assert_new(fixture, writer);
}

static void test_a_living_writer_is_waited_for(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_close_ int directory = open_directory(fixture);
	_cleanup_close_ int fd = -1;
	int ready[2], status;
	char byte = 0;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		int r = aside_create(directory, ".x", &fd);

		if (write(ready[1], &byte, 1) != 1)
			_exit(1);
		usleep(WORK_MS * 1000);
		_exit(r < 0 || renameat(directory, ".x", directory, "done") < 0);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(aside_create(directory, ".x", &fd), 0);
	assert_true(sysroot_exists(&fixture->root, "/d/done"));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	close(ready[0]);
	close(ready[1]);
}

/* Each writes files of its own letter. 0, or the number of what was wrong. */
static int write_often(struct fixture *fixture, char letter)
{
	char text[TEXT_SIZE];

	memset(text, letter, sizeof(text));
	for (int i = 0; i < WRITES; i++) {
		_cleanup_free_ char *found = NULL;
		size_t size = 0;

		if (durable_write(&fixture->root, "/d", "f", text, sizeof(text), 0644) != 0)
			return 1;
		if (sysroot_read(&fixture->root, "/d/f", TEXT_SIZE, &found, &size) != 0)
			return 2;
		if (size != TEXT_SIZE || strspn(found, (const char[]){found[0], '\0'}) != TEXT_SIZE)
			return 3;
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
		assert_int_equal(WEXITSTATUS(status), 0);
		assert_true(WIFEXITED(status));
	}
	assert_int_equal(sysroot_list(&fixture->root, "/d", 16, &names), 0);
	assert_int_equal(strv_length(names), 1);
}

/* What a gate left that was killed as it wrote. */
static void test_nfs(void **state)
{
	struct fixture *fixture = *state;

	on_nfs = true;
	fixture_write(fixture, "/d/.f.new", "half a fi");
	assert_int_equal(durable_write(&fixture->root, "/d", "f", "x", 1, 0644), 0);
	on_nfs = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_what_lies_there_goes),
		FIXTURE_TEST(test_a_directory_stays),
		FIXTURE_TEST(test_a_living_writer_is_left_alone),
		FIXTURE_TEST(test_a_living_writer_is_waited_for),
		FIXTURE_TEST(test_many_writers),
		FIXTURE_TEST(test_nfs),
	};

	return RUN_GROUP("aside", tests);
}
