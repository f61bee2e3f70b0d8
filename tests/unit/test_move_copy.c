/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A move to another file system, as in the unit: the same, by a copy. */
#include "config.h"

#include "move_fixture.h"

/* The unit's sandbox: /to is another mount. */
static int mount_to(struct fixture *fixture, const char *options)
{
	return mount("tmpfs", fixture_path(fixture, "/to"), "tmpfs", 0, options) < 0
		       ? OWN_MOUNTS_DENIED : 0;
}

static int act_copy(struct fixture *fixture)
{
	const struct timespec old[] = {{.tv_sec = 5}, {.tv_sec = 1000, .tv_nsec = 42}};
	struct stat status;

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	STEP(chown(fixture_path(fixture, "/from/name"), 1234, 567) == 0);
	STEP(utimensat(AT_FDCWD, fixture_path(fixture, "/from/name"), old, 0) == 0);
	fixture_write(fixture, "/to/.moving", "what a killed run left");
	STEP(move_now(fixture) == 0);
	STEP(is_moved(fixture));
	STEP(sysroot_lstat(&fixture->root, "/to/moved", &status) == 0);
	STEP(status.st_uid == 1234 && status.st_gid == 567);
	STEP(status.st_mtim.tv_sec == 1000 && status.st_mtim.tv_nsec == 42);
	lay(fixture);
	STEP(move_now(fixture) == -EEXIST);
	STEP(is_as_it_was(fixture, "moved"));
	return 0;
}

static int act_copy_nothing(struct fixture *fixture)
{
	struct stat status;

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	STEP(truncate(fixture_path(fixture, "/from/name"), 0) == 0);
	STEP(move_now(fixture) == 0);
	STEP(sysroot_lstat(&fixture->root, "/to/moved", &status) == 0 && status.st_size == 0);
	STEP(holds(fixture, "/from", "") && holds(fixture, "/to", "moved"));
	return 0;
}

static int act_copy_other_kinds(struct fixture *fixture)
{
	_cleanup_free_ char *target = NULL;
	struct stat status;

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	fixture_remove(fixture, "/from/name");
	fixture_link(fixture, "/from/name", "../nowhere \033");
	STEP(move_now(fixture) == 0);
	STEP(sysroot_readlink(&fixture->root, "/to/moved", &target) == 0);
	STEP(text_equal(target, "../nowhere \033") && holds(fixture, "/from", ""));
	fixture_link(fixture, "/from/name", "second");
	STEP(move_now(fixture) == -EEXIST);
	STEP(holds(fixture, "/from", "name") && holds(fixture, "/to", "moved"));
	fixture_remove(fixture, "/from/name");
	fixture_fifo(fixture, "/from/name");
	STEP(move_now(fixture) == -EMEDIUMTYPE);
	STEP(sysroot_lstat(&fixture->root, "/from/name", &status) == 0 && S_ISFIFO(status.st_mode));
	STEP(holds(fixture, "/to", "moved"));
	return 0;
}

static int act_copy_too_large(struct fixture *fixture)
{
	_cleanup_free_ char *path = strdup(fixture_path(fixture, "/from/name"));
	struct stat status;

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	STEP(truncate(path, MOVE_COPY_MAX + 1) == 0);
	STEP(move_now(fixture) == -EFBIG);
	STEP(truncate(path, MOVE_COPY_MAX) == 0);
	STEP(move_now(fixture) == -ENOSPC);
	STEP(stat(path, &status) == 0 && status.st_size == MOVE_COPY_MAX);
	STEP(holds(fixture, "/from", "name") && holds(fixture, "/to", ""));
	return 0;
}

static int act_copy_read_only(struct fixture *fixture)
{
	_cleanup_free_ char *from = strdup(fixture_path(fixture, "/from"));

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	STEP(mount(from, from, NULL, MS_BIND, NULL) == 0);
	STEP(mount(NULL, from, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) == 0);
	STEP(move_now(fixture) == -EROFS);
	STEP(is_as_it_was(fixture, ""));
	STEP(mount(NULL, from, NULL, MS_BIND | MS_REMOUNT, NULL) == 0);
	STEP(mount(NULL, fixture_path(fixture, "/to"), NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0);
	STEP(move_now(fixture) == -EROFS);
	STEP(is_as_it_was(fixture, ""));
	return 0;
}

/* As in the unit, which has no right to give a file away. */
static int act_copy_no_owner(struct fixture *fixture)
{
	if (mount_to(fixture, "size=1m") || !deny(SYS_fchown, EPERM))
		return OWN_MOUNTS_DENIED;
	STEP(chown(fixture_path(fixture, "/from/name"), 1234, 567) == 0);
	STEP(move_now(fixture) == -EPERM);
	STEP(is_as_it_was(fixture, ""));
	STEP(chown(fixture_path(fixture, "/from/name"), geteuid(), getegid()) == 0);
	STEP(move_now(fixture) == 0);
	STEP(is_moved(fixture));
	return 0;
}

static int act_copy_no_fsync(struct fixture *fixture)
{
	if (mount_to(fixture, "size=1m") || !deny(SYS_fsync, EIO))
		return OWN_MOUNTS_DENIED;
	STEP(move_now(fixture) == -EIO);
	STEP(is_as_it_was(fixture, ""));
	return 0;
}

static int act_copy_changed(struct fixture *fixture)
{
	struct stat seen;

	if (mount_to(fixture, "size=1m"))
		return OWN_MOUNTS_DENIED;
	STEP(sysroot_lstat(&fixture->root, "/from/name", &seen) == 0);
	seen.st_ino++;
	STEP(move_seen(fixture, &seen) == -ESTALE);
	STEP(is_as_it_was(fixture, ""));
	return 0;
}

static void test_copy(void **state)
{
	static int (*const acts[])(struct fixture *) = {
		act_copy,           act_copy_nothing,  act_copy_other_kinds, act_copy_too_large,
		act_copy_read_only, act_copy_no_owner, act_copy_no_fsync,    act_copy_changed,
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
		(void)remove(fixture_path(fixture, "/from/name"));
		(void)remove(fixture_path(fixture, "/to"));
		lay(fixture);
		fixture_in_own_mounts(fixture, acts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {FIXTURE_TEST(test_copy)};

	return RUN_GROUP("move_copy", tests);
}
