/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An installer writes its sound file just before a file is moved away: it stays, here or there. And the
 * locks of a file in the making, by the rule of NFS. The calls are wrapped by the linker (Makefile.am).
 */
#include "config.h"

#include <sys/file.h>

#include "move_fixture.h"
#include "system/durable.h"

#define SOUND "what the installer wrote"
static char installed[PATH_MAX], placed[PATH_MAX];
static bool armed, by_link, on_nfs;

static void install(void)
{
	FILE *file = fopen(installed, "we");

	fputs(SOUND, file);
	fclose(file);
	if (rename(installed, placed) < 0)
		abort();
	armed = false;
}

int __real_unlinkat(int directory, const char *name, int flags);
int __wrap_unlinkat(int directory, const char *name, int flags);
int __wrap_unlinkat(int directory, const char *name, int flags)
{
	if (armed && text_equal(name, "name"))
		install();
	return __real_unlinkat(directory, name, flags);
}

int __real_renameat(int a, const char *b, int c, const char *d);
int __wrap_renameat(int a, const char *b, int c, const char *d);
int __wrap_renameat(int a, const char *b, int c, const char *d)
{
	if (armed && text_equal(b, "name"))
		install();
	return __real_renameat(a, b, c, d);
}

/* NFS: no flag is known. */
int __real_renameat2(int a, const char *b, int c, const char *d, unsigned int flags);
int __wrap_renameat2(int a, const char *b, int c, const char *d, unsigned int flags);
int __wrap_renameat2(int a, const char *b, int c, const char *d, unsigned int flags)
{
	if (armed && text_ends(d, ".moving") && !by_link)
		install();
	if (by_link) {
		errno = EINVAL;
		return -1;
	}
	return __real_renameat2(a, b, c, d, flags);
}

/* flock(2): a lock that excludes wants a descriptor for writing. */
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

static bool is_somewhere(struct fixture *fixture, const char *directory)
{
	_cleanup_strv_ char **names = NULL;

	if (sysroot_list(&fixture->root, directory, 16, &names) < 0)
		return false;
	for (char **name = names; *name; name++) {
		_cleanup_free_ char *path = format_text("%s/%s", directory, *name);
		_cleanup_free_ char *text = NULL;

		if (sysroot_read(&fixture->root, path, 4096, &text, NULL) == 0 && text_equal(text, SOUND))
			return true;
	}
	return false;
}

static int act(struct fixture *fixture)
{
	if (!by_link && mount("tmpfs", fixture_path(fixture, "/to"), "tmpfs", 0, "size=1m") < 0)
		return OWN_MOUNTS_DENIED;
	snprintf(installed, sizeof(installed), "%s", fixture_path(fixture, "/from/name.tmp"));
	snprintf(placed, sizeof(placed), "%s", fixture_path(fixture, "/from/name"));
	armed = true;
	(void)move_now(fixture);
	STEP(!armed);
	STEP(is_somewhere(fixture, "/from") || is_somewhere(fixture, "/to"));
	return 0;
}

static void test_copy(void **state)
{
	lay(*state);
	fixture_in_own_mounts(*state, act);
}

static void test_link(void **state)
{
	by_link = true;
	lay(*state);
	fixture_in_own_mounts(*state, act);
	by_link = false;
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

/* What a gate left that was killed between the two steps is put back, and not over another. */
static void test_settle(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_close_ int directory = -1;

	fixture_write(fixture, "/d/.a.conf.moving", "old");
	fixture_write(fixture, "/d/.b.conf.moving", "old");
	fixture_write(fixture, "/d/b.conf", SOUND);
	directory = sysroot_open_directory(&fixture->root, "/d");
	assert_int_equal(move_settle(directory, ".a.conf.moving"), 0);
	assert_int_equal(move_settle(directory, ".b.conf.moving"), 0);
	assert_int_equal(move_settle(directory, "b.conf"), 0);
	assert_true(sysroot_exists(&fixture->root, "/d/a.conf"));
	assert_true(is_somewhere(fixture, "/d"));
	assert_false(sysroot_exists(&fixture->root, "/d/.a.conf.moving"));
	assert_false(sysroot_exists(&fixture->root, "/d/.b.conf.moving"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {FIXTURE_TEST(test_copy), FIXTURE_TEST(test_link),
					   FIXTURE_TEST(test_nfs), FIXTURE_TEST(test_settle)};

	return RUN_GROUP("move_race", tests);
}
