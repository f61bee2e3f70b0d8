/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A root of its own for a test: files laid out in a temporary directory, gone afterwards. */
#pragma once

#include <stdio.h>

#include "core/check.h"
#include "group.h"
#include "system/sysroot.h"
#include "util/util.h"

struct fixture {
	char path[64];        /* the temporary directory */
	struct sysroot root;  /* opened on it, so that it is confined */
	struct settings settings;
	struct report report;
	struct context ctx;   /* of root and settings, no kernel; change it as the test needs */
};

/* For cmocka_unit_test_setup_teardown(): *state is the struct fixture. */
int fixture_setup(void **state);
int fixture_teardown(void **state);

/* Each makes the directories above path. The path is below the root, with a leading '/'. */
void fixture_write(struct fixture *fixture, const char *path, const char *text);
void fixture_write_all(struct fixture *fixture, const char *text, const char *const *paths);
#define fixture_touch(fixture, ...)                                                                \
	fixture_write_all(fixture, "", (const char *const[]){__VA_ARGS__, NULL}) /* empty files */
void fixture_write_bytes(struct fixture *fixture, const char *path, const void *bytes, size_t size);
void fixture_link(struct fixture *fixture, const char *path, const char *target);
void fixture_directory(struct fixture *fixture, const char *path);
void fixture_fifo(struct fixture *fixture, const char *path);
void fixture_remove(struct fixture *fixture, const char *path);

/* The path in the real file system; valid until the next call. */
const char *fixture_path(struct fixture *fixture, const char *path);

/* A command for the shell, which succeeds. */
void run_command(const char *format, ...) PRINTF(1, 2);

/* Write the index of the module tree of that release. */
void fixture_depmod(struct fixture *fixture, const char *release);

/* How many descriptors this process has open. */
size_t count_descriptors(void);

/* Run one check into fixture->report, which is emptied before; its first finding. */
const struct finding *fixture_check(struct fixture *fixture, const struct check *check);

/* Assert on a finding: verdict, cause ("" for none) and a part of the summary. */
void assert_finding(const struct finding *finding, enum verdict verdict, const char *cause,
		    const char *part);

/* low <= value <= high. cmocka 2 deprecates its own assert_in_range(). */
#define assert_between(value, low, high)                                                           \
	do {                                                                                       \
		const long long number = (long long)(value);                                       \
		if (number < (low) || number > (high))                                             \
			fail_msg("%s is %lld, not %lld to %lld", #value, number, (long long)(low), \
				 (long long)(high));                                               \
	} while (0)

/*
 * Run act in a child, in mounts of its own when there is the right to make them (else the test says
 * that it did not try); fixture->root is opened anew there. act returns 0, OWN_MOUNTS_DENIED when it
 * has not the right either, or the number of the step that went wrong.
 */
#define OWN_MOUNTS_DENIED 77
void fixture_in_own_mounts(struct fixture *fixture, int (*act)(struct fixture *fixture));

/*
 * Every report that a test makes ends here: as a JSON document it goes into the file that
 * TEST_DOCUMENTS names, and tests/timed holds it against the schema. fixture_document() takes any
 * other document.
 */
void fixture_report_free(struct report *report);
void fixture_document(const char *text);
#define report_free(report) fixture_report_free(report)

#define FIXTURE_TEST(function) \
	cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)
