/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of metrics: written whole or not at all, and a word for each way in which it is not. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/fanotify.h>

#include "fixture.h"
#include "output/metrics.h"

#define FILE_PATH "/d/preflight.prom"

static void assert_names(struct fixture *fixture, const char *expected)
{
	_cleanup_strv_ char **names = NULL;
	_cleanup_free_ char *joined = NULL;

	assert_int_equal(sysroot_list(&fixture->root, "/d", 16, &names), 0);
	joined = strv_join(names, " ");
	assert_string_equal(joined, expected);
}

static void test_write(void **state)
{
	struct fixture *fixture = *state;
	mode_t mask = umask(0077);
	struct stat status;

	fixture_directory(fixture, "/d");
	for (size_t i = 0; i < 2; i++) {
		_cleanup_free_ char *text = NULL;
		const char *expected = i == 0 ? "first\n" : "2\n";

		assert_int_equal(textfile_write(&fixture->root, FILE_PATH, expected), 0);
		assert_int_equal(sysroot_read(&fixture->root, FILE_PATH, 64, &text, NULL), 0);
		assert_string_equal(text, expected);
		assert_int_equal(sysroot_stat(&fixture->root, FILE_PATH, &status), 0);
		assert_int_equal(status.st_mode, S_IFREG | 0644);
		assert_names(fixture, "preflight.prom");
	}
	umask(mask);
	assert_int_equal(textfile_write(&fixture->root, "/top.prom", "x"), 0);
	assert_true(sysroot_exists(&fixture->root, "/top.prom"));
}

static void test_in_the_way(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(textfile_write(&fixture->root, FILE_PATH, "x"), -ENOENT);
	fixture_write(fixture, "/d", "a file");
	assert_int_equal(textfile_write(&fixture->root, FILE_PATH, "x"), -ENOTDIR);
	fixture_remove(fixture, "/d");
	fixture_directory(fixture, FILE_PATH);
	assert_int_equal(textfile_write(&fixture->root, FILE_PATH, "x"), -EISDIR);
	fixture_remove(fixture, FILE_PATH);
	fixture_write(fixture, "/theirs", "theirs");
	fixture_link(fixture, FILE_PATH, "../theirs");
	assert_int_equal(textfile_write(&fixture->root, FILE_PATH, "x"), -ELOOP);
	assert_names(fixture, "preflight.prom");
	fixture_remove(fixture, FILE_PATH);
	fixture_fifo(fixture, FILE_PATH); /* nobody waits for its reader */
	assert_int_equal(textfile_write(&fixture->root, FILE_PATH, "x"), 0);
}

/*
 * A directory that does not answer, as on a dead network file system: who opens it waits for a word
 * of ours that never comes.
 */
static void test_no_answer(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_close_ int fd = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY);
	uint64_t begin = now_ms();

	fixture_directory(fixture, "/d");
	if (fd < 0 || fanotify_mark(fd, FAN_MARK_ADD | FAN_MARK_ONLYDIR, FAN_OPEN_PERM | FAN_ONDIR,
				    AT_FDCWD, fixture_path(fixture, "/d")) < 0) {
		print_message("# not tried: no right to hold up who opens a directory: %s\n",
			      strerror(errno));
		return;
	}
	assert_int_equal(textfile_write(&fixture->root, FILE_PATH, "x"), -ETIMEDOUT);
	assert_between(now_ms() - begin, 4000, 20000);
}

static void test_complaints(void **state)
{
	static const struct {
		int error;
		const char *complaint;
	} rows[] = {
		{-ENOENT, ": No such file or directory; run: mkdir -p '/a b'"},
		{-EROFS, ": Read-only file system; run: "
			 "mount -o remount,rw \"$(findmnt -no TARGET -T '/a b')\""},
		{-ENOSPC, ": No space left on device; run: "
			  "du -xhd1 \"$(findmnt -no TARGET -T '/a b')\" | sort -h"},
		{-ELOOP, ": it is a symbolic link, which is neither followed nor replaced; "
			 "run: rm '/a b/p.prom'"},
		{-EISDIR, ": Is a directory; run: rmdir '/a b/p.prom'"},
		{-ETIMEDOUT, ": its directory does not answer"},
		{-ENOTDIR, ": Not a directory"},
	};

	unsetenv("INVOCATION_ID");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *complaint = textfile_complaint("/a b/p.prom", rows[i].error);
		_cleanup_free_ char *expected = format_text(
			"the metrics could not be written to /a b/p.prom%s", rows[i].complaint);

		assert_string_equal(complaint, expected);
	}
}

/* In the unit a directory is read-only because the unit does not name it, but for one. */
static void test_sandbox(void **state)
{
	_cleanup_free_ char *elsewhere = NULL, *named = NULL;

	setenv("INVOCATION_ID", "1", 1);
	elsewhere = textfile_complaint("/srv/m/p.prom", -EROFS);
	named = textfile_complaint("/var/lib/prometheus/node-exporter/p.prom", -EROFS);
	unsetenv("INVOCATION_ID");
	assert_non_null(strstr(elsewhere, "printf '[Service]\\nReadWritePaths=\"-%s\"\\n' /srv/m > "));
	assert_non_null(strstr(elsewhere, "systemctl daemon-reload"));
	assert_non_null(strstr(named, "mount -o remount,rw"));
}

static void test_steers_no_terminal(void **state)
{
	_cleanup_free_ char *complaint = textfile_complaint("/a\x1b[31m\n/p.prom", -ENOENT);

	assert_null(strpbrk(complaint, "\x1b\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_write),
		FIXTURE_TEST(test_in_the_way),
		FIXTURE_TEST(test_no_answer),
		cmocka_unit_test(test_complaints),
		cmocka_unit_test(test_sandbox),
		cmocka_unit_test(test_steers_no_terminal),
	};

	return RUN_GROUP("metrics_file", tests);
}
