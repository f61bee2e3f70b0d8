/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* No path leads out of the root, no open() blocks, every input has a limit. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "fixture.h"

#define SECRET "/etc/secret"

static int read_text(struct fixture *fixture, const char *path, const char *expected)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	int r = sysroot_read(&fixture->root, path, SYSROOT_TEXT_MAX, &text, &size);

	if (r == 0) {
		assert_string_equal(text, expected);
		assert_int_equal(size, strlen(expected));
	}
	return r;
}

/* What is a link in the root to a path outside of it leads to a path inside of it. */
static void test_confined(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *outside = format_text("%s.outside", fixture->path);
	_cleanup_free_ char *name = format_text("../%s", strrchr(outside, '/') + 1);
	FILE *file = fopen(outside, "we");

	assert_true(fixture->root.confined);
	assert_non_null(file);
	fputs("outside", file);
	fclose(file);
	fixture_write(fixture, SECRET, "inside");
	fixture_link(fixture, "/absolute", SECRET);
	fixture_link(fixture, "/a/b/climbing", "../../../../../../../../etc/secret");
	fixture_link(fixture, "/directory", "/etc");
	fixture_link(fixture, "/out-absolute", outside);
	fixture_link(fixture, "/out-relative", name);
	fixture_link(fixture, "/out-proc", "/proc/self/root/etc/passwd");

	assert_int_equal(read_text(fixture, "/absolute", "inside"), 0);
	assert_int_equal(read_text(fixture, "/a/b/climbing", "inside"), 0);
	assert_int_equal(read_text(fixture, "/directory/secret", "inside"), 0);
	assert_int_equal(read_text(fixture, "/../../../etc/secret", "inside"), 0);
	assert_int_equal(read_text(fixture, "//etc/./secret", "inside"), 0);
	assert_int_equal(read_text(fixture, "/etc/passwd", ""), -ENOENT);
	assert_int_equal(read_text(fixture, "/out-absolute", ""), -ENOENT);
	assert_int_equal(read_text(fixture, "/out-relative", ""), -ENOENT);
	assert_int_equal(read_text(fixture, "/out-proc", ""), -ENOENT);
	assert_int_equal(read_text(fixture, name, ""), -ENOENT);
	assert_int_equal(unlink(outside), 0);
}

static void make_socket(struct fixture *fixture, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", fixture_path(fixture, path));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
}

/* None of these opens blocks: a test that hangs here has failed. */
static void test_what_is_no_file(void **state)
{
	static const struct {
		const char *path;
		int file, directory;
	} rows[] = {
		{"/fifo", -EMEDIUMTYPE, -ENOTDIR},  {"/to-fifo", -EMEDIUMTYPE, -ENOTDIR},
		{"/socket", -EMEDIUMTYPE, -ENOTDIR}, {"/device", -EMEDIUMTYPE, -ENOTDIR},
		{"/directory", -EISDIR, 0},          {"/to-directory", -EISDIR, 0},
		{"/loop", -ELOOP, -ELOOP},           {"/self", -ELOOP, -ELOOP},
		{"/dangling", -ENOENT, -ENOENT},     {"/absent", -ENOENT, -ENOENT},
		{"/file/below", -ENOTDIR, -ENOTDIR}, {"/", -EISDIR, 0}, {"", -EISDIR, 0},
	};
	struct fixture *fixture = *state;

	fixture_fifo(fixture, "/fifo");
	fixture_link(fixture, "/to-fifo", "/fifo");
	make_socket(fixture, "/socket");
	fixture_directory(fixture, "/directory");
	fixture_link(fixture, "/to-directory", "directory");
	fixture_link(fixture, "/loop", "/pool");
	fixture_link(fixture, "/pool", "/loop");
	fixture_link(fixture, "/self", "self");
	fixture_link(fixture, "/dangling", "/nowhere");
	fixture_write(fixture, "/file", "");
	/* Only root makes a device; a FIFO stands for it elsewhere. */
	if (mknod(fixture_path(fixture, "/device"), S_IFCHR | 0600, 0x0103) < 0)
		fixture_fifo(fixture, "/device");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char **names = NULL;
		int r = sysroot_list(&fixture->root, rows[i].path, SYSROOT_ENTRIES_MAX, &names);

		strv_free(names);
		if (r != rows[i].directory)
			fail_msg("list %s: %s", rows[i].path, strerror(-r));
		r = sysroot_open_file(&fixture->root, rows[i].path);
		if (r != rows[i].file)
			fail_msg("open %s: %s", rows[i].path, strerror(-r));
	}
}

/* Of what test_stat() has made, below a directory of that root. */
static void expect_stat(const struct sysroot *root, const char *directory)
{
	_cleanup_free_ char *link = format_text("%s/link", directory);
	_cleanup_free_ char *dangling = format_text("%s/dangling", directory);
	_cleanup_free_ char *fifo = format_text("%s/fifo", directory);
	struct stat status;

	assert_int_equal(sysroot_stat(root, link, &status), 0);
	assert_true(S_ISREG(status.st_mode));
	assert_int_equal(status.st_size, 5);
	assert_int_equal(sysroot_lstat(root, link, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(sysroot_stat(root, fifo, &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
	assert_int_equal(sysroot_stat(root, dangling, &status), -ENOENT);
	assert_int_equal(sysroot_lstat(root, dangling, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_true(sysroot_exists(root, link));
	assert_true(sysroot_exists(root, fifo));
	assert_false(sysroot_exists(root, dangling));
}

/* The live "/" is looked at by other calls than an image, and has the same answers. */
static void test_stat(void **state)
{
	struct fixture *fixture = *state;
	struct sysroot live;
	struct stat status;

	fixture_write(fixture, "/file", "12345");
	fixture_link(fixture, "/link", "file");
	fixture_link(fixture, "/absolute", "/file");
	fixture_link(fixture, "/dangling", "nowhere");
	fixture_fifo(fixture, "/fifo");
	expect_stat(&fixture->root, "");
	assert_int_equal(sysroot_stat(&fixture->root, "/absolute", &status), 0);
	assert_true(S_ISREG(status.st_mode));
	assert_int_equal(sysroot_open(&live, "/"), 0);
	assert_false(live.confined);
	expect_stat(&live, fixture->path);
	sysroot_close(&live);
}

static void test_readlink(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *target = NULL;

	fixture_write(fixture, "/file", "");
	fixture_link(fixture, "/link", "/dev/null");
	assert_int_equal(sysroot_readlink(&fixture->root, "/link", &target), 0);
	assert_string_equal(target, "/dev/null");
	assert_int_equal(sysroot_readlink(&fixture->root, "/file", &target), -EINVAL);
	assert_int_equal(sysroot_readlink(&fixture->root, "/absent", &target), -ENOENT);
}

static void test_read_limit(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *all = NULL, *none = NULL, *refused = NULL;
	char *bytes = malloc(10000);
	size_t size = 0;

	assert_non_null(bytes);
	memset(bytes, 'x', 10000);
	bytes[5000] = '\0';
	fixture_write_bytes(fixture, "/large", bytes, 10000);
	fixture_write(fixture, "/empty", "");
	assert_int_equal(sysroot_read(&fixture->root, "/large", 10000, &all, &size), 0);
	assert_int_equal(size, 10000);
	assert_memory_equal(all, bytes, 10000);
	assert_int_equal(all[size], '\0');
	assert_int_equal(sysroot_read(&fixture->root, "/large", 9999, &refused, &size), -EFBIG);
	assert_int_equal(sysroot_read(&fixture->root, "/large", 0, &refused, NULL), -EFBIG);
	assert_null(refused); /* set only on success */
	assert_int_equal(sysroot_read(&fixture->root, "/empty", 0, &none, &size), 0);
	assert_int_equal(size, 0);
	assert_string_equal(none, "");
	free(bytes);
}

/* st_size of a file in /proc is 0, and it has content all the same. */
static void test_live_root(void **state)
{
	_cleanup_free_ char *text = NULL;
	struct sysroot root;
	size_t size = 0;

	assert_int_equal(sysroot_open(&root, "/"), 0);
	assert_false(root.confined);
	assert_int_equal(sysroot_read(&root, "/proc/self/status", SYSROOT_TEXT_MAX, &text, &size),
			 0);
	assert_true(size > 100 && text_starts(text, "Name:"));
	assert_int_equal(sysroot_open_file(&root, "/dev/null"), -EMEDIUMTYPE);
	sysroot_close(&root);
	assert_int_equal(root.fd, -1);
	sysroot_close(&root);
}

static void test_list(void **state)
{
	static const char *const sorted[] = {".hidden", "10-b", "9-a", "Z",
					     "a",       "a.b",  "a0",  "\xff"};
	struct fixture *fixture = *state;
	_cleanup_strv_ char **names = NULL, **empty = NULL;
	char **refused = NULL;

	for (size_t i = ARRAY_SIZE(sorted); i-- > 0;) {
		_cleanup_free_ char *path = format_text("/d/%s", sorted[i]);

		fixture_write(fixture, path, "");
	}
	fixture_directory(fixture, "/empty");
	assert_int_equal(sysroot_list(&fixture->root, "/d", ARRAY_SIZE(sorted), &names), 0);
	assert_int_equal(strv_length(names), ARRAY_SIZE(sorted));
	for (size_t i = 0; i < ARRAY_SIZE(sorted); i++)
		assert_string_equal(names[i], sorted[i]);
	assert_int_equal(sysroot_list(&fixture->root, "/d", ARRAY_SIZE(sorted) - 1, &refused),
			 -E2BIG);
	assert_null(refused);
	assert_int_equal(sysroot_list(&fixture->root, "/empty", 0, &empty), 0);
	assert_non_null(empty);
	assert_null(empty[0]);
}

static void test_open_root(void **state)
{
	struct fixture *fixture = *state;
	struct sysroot root = {.fd = -1};

	fixture_write(fixture, "/file", "");
	assert_int_equal(sysroot_open(&root, "/nowhere/at/all"), -ENOENT);
	assert_int_equal(sysroot_open(&root, ""), -ENOENT);
	assert_int_equal(sysroot_open(&root, fixture_path(fixture, "/file")), -ENOTDIR);
	assert_int_equal(root.fd, -1);
	/* "/" by another name is the live system all the same. */
	assert_int_equal(sysroot_open(&root, "/usr/.."), 0);
	assert_false(root.confined);
	sysroot_close(&root);
}

static void test_display(void **state)
{
	static const char *const rows[][3] = {
		{"/", "/etc/x", "/etc/x"},          {"/mnt", "/etc/x", "/mnt/etc/x"},
		{"/mnt///", "/etc/x", "/mnt/etc/x"}, {"image", "/etc/x", "image/etc/x"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct sysroot root = {.path = rows[i][0], .fd = -1};
		_cleanup_free_ char *shown = sysroot_display(&root, rows[i][1]);

		assert_string_equal(shown, rows[i][2]);
	}
}

static void test_words(void **state)
{
	static const int errors[] = {EMEDIUMTYPE, EISDIR, EFBIG, E2BIG, ELOOP, EOPNOTSUPP};

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		assert_string_not_equal(sysroot_strerror(errors[i]), strerror(errors[i]));
		assert_string_equal(sysroot_strerror(-errors[i]), sysroot_strerror(errors[i]));
	}
	assert_string_equal(sysroot_strerror(-ENOENT), strerror(ENOENT));
}

static void test_no_descriptor_is_left(void **state)
{
	static const char *const made[] = {"/file", "/link", "/absolute", "/dangling", "/fifo"};
	struct fixture *fixture = *state;
	size_t before = count_descriptors();

	test_stat(state);
	for (size_t i = 0; i < ARRAY_SIZE(made); i++)
		fixture_remove(fixture, made[i]);
	test_what_is_no_file(state);
	assert_int_equal(count_descriptors(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_confined),    FIXTURE_TEST(test_what_is_no_file),
		FIXTURE_TEST(test_stat),        FIXTURE_TEST(test_readlink),
		FIXTURE_TEST(test_read_limit),  cmocka_unit_test(test_live_root),
		FIXTURE_TEST(test_list),        FIXTURE_TEST(test_open_root),
		cmocka_unit_test(test_display), cmocka_unit_test(test_words),
		FIXTURE_TEST(test_no_descriptor_is_left),
	};

	return RUN_GROUP("sysroot", tests);
}
