/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A file to put aside, and the calls that do it, wrapped by the linker (Makefile.am): what others
 * do around them, and what the file system cannot do. One program includes this once.
 */
#pragma once

#include <errno.h>
#include <fcntl.h>

#include "fixture.h"
#include "system/quarantine.h"

#define NET    "/etc/cni/net.d"
#define FILE_  NET "/10-calico.conflist"
#define MOVED  FILE_ QUARANTINE_SUFFIX
#define TARGET "/opt/10-calico.conflist"

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
#define NO_FLAG(name)                                                                              \
	{                                                                                          \
#name "_without_flag", name, setup_without_flag, fixture_teardown, NULL            \
	}

typedef void (*act_t)(struct fixture *fixture);

/* What others do around the calls, each once, and what the file system cannot do. */
static struct {
	struct fixture *fixture;
	act_t before, after; /* the rename to the new name */
	act_t before_back;   /* the way back */
	bool no_flag, no_links;
	bool no_sync;
	bool fails, fails_silently; /* EIO without the rename, and with it */
} world;

static inline void happen(act_t *act)
{
	act_t now = *act;

	*act = NULL;
	if (now)
		now(world.fixture);
}

static inline bool is_aside(const char *name)
{
	return strstr(name, QUARANTINE_SUFFIX) != NULL;
}

int __real_renameat2(int a, const char *b, int c, const char *d, unsigned int flags);
int __wrap_renameat2(int a, const char *b, int c, const char *d, unsigned int flags);
int __wrap_renameat2(int a, const char *b, int c, const char *d, unsigned int flags)
{
	bool aside = is_aside(d);
	int r;

	if (flags != RENAME_NOREPLACE)
		abort();
	if (world.no_flag) {
		errno = EINVAL;
		return -1;
	}
	happen(aside ? &world.before : &world.before_back);
	r = __real_renameat2(a, b, c, d, flags);
	if (r == 0 && aside)
		happen(&world.after);
	return r;
}

int __real_renameat(int a, const char *b, int c, const char *d);
int __wrap_renameat(int a, const char *b, int c, const char *d);
int __wrap_renameat(int a, const char *b, int c, const char *d)
{
	int r;

	if (!is_aside(d) || is_aside(b))
		abort();
	happen(&world.before);
	r = world.fails ? -1 : __real_renameat(a, b, c, d);
	if (r == 0)
		happen(&world.after);
	if (!world.fails && !world.fails_silently)
		return r;
	errno = EIO;
	return -1;
}

int __real_linkat(int a, const char *b, int c, const char *d, int flags);
int __wrap_linkat(int a, const char *b, int c, const char *d, int flags);
int __wrap_linkat(int a, const char *b, int c, const char *d, int flags)
{
	happen(&world.before_back);
	if (!world.no_links)
		return __real_linkat(a, b, c, d, flags);
	errno = EPERM;
	return -1;
}

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
	if (!world.no_sync)
		return __real_fsync(fd);
	errno = EIO;
	return -1;
}

static inline int setup(void **state)
{
	fixture_setup(state);
	memset(&world, 0, sizeof(world));
	world.fixture = *state;
	return 0;
}

static inline int setup_without_flag(void **state)
{
	setup(state);
	world.no_flag = true;
	return 0;
}

/* As Calico's installer: O_TRUNC and a write, the inode stays. */
static inline void write_in_place(struct fixture *fixture)
{
	fixture_write(fixture, FILE_, "sound, in place");
}

/* --- looking --- */

/* ret_path may be NULL. What is foretold is the name that is taken. */
static inline int put_aside(struct fixture *fixture, const char *path, char **ret_path)
{
	_cleanup_free_ char *moved = NULL, *foretold = NULL;
	struct stat seen, target = {0};
	int r, foreseen;

	assert_int_equal(sysroot_lstat(&fixture->root, path, &seen), 0);
	(void)sysroot_stat(&fixture->root, path, &target);
	foreseen = quarantine_foresee(&fixture->root, path, &foretold);
	r = quarantine_file(&fixture->root, path, &seen, &target, &moved);
	if (r >= 0)
		assert_string_equal(moved, foretold);
	else
		assert_null(moved);
	if (foreseen < 0)
		assert_int_equal(r, foreseen);
	if (ret_path) {
		*ret_path = moved;
		moved = NULL;
	}
	return r;
}

static inline void expect_text(struct fixture *fixture, const char *path, const char *expected)
{
	_cleanup_free_ char *text = NULL;

	assert_int_equal(sysroot_read(&fixture->root, path, 4096, &text, NULL), 0);
	assert_string_equal(text, expected);
}

/* The files of the directory are these texts, each in its place. */
static inline void expect_files(struct fixture *fixture, const char *text, const char *moved)
{
	_cleanup_strv_ char **names = NULL;

	if (text)
		expect_text(fixture, FILE_, text);
	if (moved)
		expect_text(fixture, MOVED, moved);
	assert_int_equal(sysroot_list(&fixture->root, NET, 16, &names), 0);
	assert_int_equal(strv_length(names), !!text + !!moved);
}
