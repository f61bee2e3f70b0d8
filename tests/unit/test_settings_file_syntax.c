/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The form of the settings' files: lines, sections, and messages that do no harm. */
#include "config.h"

#include "settings_fixture.h"

/* All that is wrong is said at once. */
static void test_every_error(void **state)
{
	_cleanup_reading_ struct reading reading =
		look_at(*state, "[Kernel]\nProbe=perhaps\n[CNI]\nInvalid=x\nAbsent=block\n");
	_cleanup_reading_ struct reading form =
		look_at(*state, "Foo\n[Kernel]\nFoo=1\nBar=2\n[Foo]\nBar=1\n");

	assert_error(*state, &reading, ADMIN, 2, "perhaps");
	assert_error(*state, &reading, ADMIN, 4, "Invalid=x");
	assert_int_equal(reading.settings.absent, ABSENT_BLOCK);
	assert_error(*state, &form, ADMIN, 1, "Foo");
	assert_error(*state, &form, ADMIN, 3, "Foo");
	assert_error(*state, &form, ADMIN, 4, "Bar");
	assert_error(*state, &form, ADMIN, 5, "[Foo]");
}

/* The longest that is allowed arrives whole. */
static void test_long_line(void **state)
{
	char text[16384] = "# ", *end;

	memset(text + 2, 'x', 9000); /* a comment has no limit of its own */
	strcat(text, "Probe=no\n[CNI]\nBinDir=");
	for (int n = 0; n < 16; n++) {
		end = strcat(text, n ? " /" : "/") + strlen(text);
		memset(end, 'a' + n, 400);
		end[400] = '\0';
	}
	{
		_cleanup_reading_ struct reading reading = look_at(*state, text);

		assert_sound(&reading);
		assert_true(reading.settings.probe);
		assert_int_equal(strv_length(reading.settings.bin_dirs), 16);
		assert_int_equal(strlen(reading.bin_dirs), 16 * 402 - 1);
	}
}

static void test_syntax_errors(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
	} rows[] = {
		{"\n[Kernel\nProbe=no\n", 2},     {"[Kernel] x\nProbe=no\n", 1},
		{"[]\nProbe=no\n", 1},            {"[Kernel]\nModules vxlan\n", 2},
		{"[Kernel]\nModules\n", 2},       {"[Kernel]\nProbe=no\ngarbage\n", 3},
		{"[Kernel]\n=vxlan\n", 2},        {"[Kernel]\nProbe=no\n  Modules=x\n", 3},
		{"[Kernel]\nModules=vxlan\n\tgeneve\n", 3},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_reading_ struct reading reading = look_at(*state, rows[i].text);

		if (reading.r != -EINVAL)
			fail_msg("\"%s\" was taken", rows[i].text);
		assert_error(*state, &reading, ADMIN, rows[i].line, "");
		assert_string_equal(reading.modules, "vxlan");
	}
}

static void test_before_the_first_section(void **state)
{
	_cleanup_reading_ struct reading reading = look_at(*state, "\nProbe=no\n[Kernel]\n");

	assert_int_equal(reading.r, -EINVAL);
	assert_error(*state, &reading, ADMIN, 2, "Probe");
	assert_error(*state, &reading, ADMIN, 2, "[Kernel], [CNI], [Overlay] and [Metrics]");
	assert_true(reading.settings.probe);
}

/* Messages reach terminals, the journal, and systemd's notify socket, where a line is a command. */
static void test_messages_are_one_harmless_line(void **state)
{
	static const char *const texts[] = {
		"[Kernel]\nProbe=\x1b[31mred\n",
		"[Kernel]\nProbe=perhaps\n  READY=1\n",
		"[Kernel]\n\x07key=1\n",
		"[CNI]\nInvalid=\xff\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_reading_ struct reading reading = look_at(*state, texts[i]);

		assert_int_equal(reading.r, -EINVAL);
		for (const char *c = reading.errors; *c; c++)
			if (*c < ' ' || *c > '~')
				fail_msg("text %zu: a byte %#x", i, (unsigned char)*c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_every_error),   FIXTURE_TEST(test_long_line),
		FIXTURE_TEST(test_syntax_errors), FIXTURE_TEST(test_before_the_first_section),
		FIXTURE_TEST(test_messages_are_one_harmless_line),
	};

	return RUN_GROUP("settings_file_syntax", tests);
}
