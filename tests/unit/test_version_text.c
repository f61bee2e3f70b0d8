/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The versions of CNI that a plugin's file can answer with. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "formats/version_text.h"
#include "util.h"

/* As the linker of Go lays them out. */
#define OLD                                                                                        \
	"json:\"supportedVersions\"\0"                                                             \
	"0.1.00.2.00.3.00.3.10.4.01.0.0"                                                           \
	"15625"
#define NEW                                                                                        \
	"json:\"supportedVersions\"\0"                                                             \
	"0.1.00.2.00.3.00.3.10.4.01.0.01.1.0"                                                      \
	"15625"
#define STRAY "cannot parse ,M3.2.0,M11.1.0CNI_CONTAINERID"

static const struct {
	const char *text;
	size_t size;
	const char *version;
	bool missing;
} rows[] = {
	{OLD, sizeof(OLD), "1.1.0", true},
	{OLD, sizeof(OLD), "1.0.0", false},
	{NEW, sizeof(NEW), "1.1.0", false},
	{OLD STRAY, sizeof(OLD STRAY), "1.1.0", true},
	{STRAY OLD, sizeof(STRAY OLD), "1.1.0", true},
	{NEW STRAY, sizeof(NEW STRAY), "1.1.0", false},
	{"1.1.0" OLD, sizeof("1.1.0" OLD), "1.1.0", false},
	{OLD "1.1.0", sizeof(OLD "1.1.0") - 1, "1.1.0", false},
	{OLD "1.1.", sizeof(OLD "1.1.") - 1, "1.1.0", true},
	/* Packed, or a script that calls another. */
	{"UPX!", 4, "1.1.0", false},
	{"#!/bin/sh\nexec real\n", 20, "1.1.0", false},
	{"supportedVersions", 17, "1.1.0", false},
	{"", 0, "1.1.0", false},
};

/* The file in windows of that many new bytes, each in memory that ends where it ends. */
static bool is_missing(const char *text, size_t size, size_t step, const char *version)
{
	unsigned int seen = 0;
	bool has = false;

	for (size_t place = 0; place < size; place += step) {
		size_t context = place < VERSION_TEXT_CONTEXT ? place : VERSION_TEXT_CONTEXT;
		size_t length = context + (size - place < step ? size - place : step);
		char *window = malloc(length);

		memcpy(window, text + place - context, length);
		has = has || version_text_has(window, context, length, version);
		seen |= version_text_evidence(window, length);
		free(window);
	}
	return !has && seen == VERSION_TEXT_EVIDENCE;
}

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		for (size_t step = 1; step <= rows[i].size + 1; step++)
			if (is_missing(rows[i].text, rows[i].size, step, rows[i].version) !=
			    rows[i].missing)
				fail_msg("row %zu in windows of %zu", i, step);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
