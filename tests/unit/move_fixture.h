/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file to move, how it is moved, and what must be so afterwards. */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "fixture.h"
#include "system/move.h"

#define BYTES "{ \"name\": \"k8s\0"
#define SIZE  (sizeof(BYTES) - 1)

/* In a child of fixture_in_own_mounts(): what is not so is said, and ends the act. */
#define STEP(condition)                                                                            \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "# line %d: %s\n", __LINE__, #condition);                  \
			return 1;                                                                  \
		}                                                                                  \
	} while (0)

static inline void lay(struct fixture *fixture)
{
	fixture_write_bytes(fixture, "/from/name", BYTES, SIZE);
	assert_int_equal(chmod(fixture_path(fixture, "/from/name"), 0640), 0);
	(void)mkdir(fixture_path(fixture, "/to"), 0755);
}

/* Move /from/name to /to/moved as it is seen now, or as seen says. */
static inline int move_seen(struct fixture *fixture, const struct stat *seen)
{
	_cleanup_close_ int source = sysroot_open_directory(&fixture->root, "/from");
	_cleanup_close_ int target = sysroot_open_directory(&fixture->root, "/to");
	const struct entry from = {source, "name"}, to = {target, "moved"};
	const char *step = NULL;
	int r = move_entry(&from, &to, seen, &step);

	return r < 0 && (!step || !*step) ? -ENOTRECOVERABLE : r;
}

static inline int move_now(struct fixture *fixture)
{
	struct stat seen = {0};

	(void)sysroot_lstat(&fixture->root, "/from/name", &seen);
	return move_seen(fixture, &seen);
}

/* The names in a directory, joined by a blank: "" for none. */
static inline bool holds(struct fixture *fixture, const char *directory, const char *expected)
{
	_cleanup_strv_ char **names = NULL;
	_cleanup_free_ char *joined = NULL;

	if (sysroot_list(&fixture->root, directory, 16, &names) < 0)
		return false;
	joined = strv_join(names, " ");
	return joined && text_equal(joined, expected);
}

static inline bool is_whole(struct fixture *fixture, const char *path)
{
	_cleanup_free_ char *text = NULL;
	struct stat status;
	size_t size = 0;

	return sysroot_read(&fixture->root, path, 4096, &text, &size) == 0 && size == SIZE &&
	       memcmp(text, BYTES, SIZE) == 0 &&
	       sysroot_lstat(&fixture->root, path, &status) == 0 &&
	       (status.st_mode & 07777) == 0640;
}

static inline bool is_moved(struct fixture *fixture)
{
	return is_whole(fixture, "/to/moved") && holds(fixture, "/from", "") &&
	       holds(fixture, "/to", "moved");
}

static inline bool is_as_it_was(struct fixture *fixture, const char *target)
{
	return is_whole(fixture, "/from/name") && holds(fixture, "/from", "name") &&
	       holds(fixture, "/to", target);
}

/* From here on the system call fails in this process. False: there is no seccomp here. */
static inline bool deny(unsigned int number, unsigned int error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {ARRAY_SIZE(filter), filter};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
