/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The form of the settings' files: lines, sections, and messages that do no harm. */
#include "config.h"

#include "settings_fixture.h"

/* All that is wrong is said at once, and all that is right counts. */
static void test_every_error(void **state)
{
	_cleanup_reading_ struct reading reading =
		look_at(*state, "[Kernel]\nProbe=perhaps\n[CNI]\nInvalid=x\nAbsent=block\n");
	_cleanup_reading_ struct reading form =
		look_at(*state, "Foo\n[Kernel]\nFoo=1\nBar=2\nProbe=no\n[Foo]\nBar=1\n");

	assert_counts(&reading, 1, 1);
	assert_error(*state, &reading, ADMIN, 2, "perhaps");
	assert_warning(*state, &reading, ADMIN, 4, "Invalid=x");
	assert_int_equal(reading.settings.absent, ABSENT_BLOCK);
	assert_counts(&form, 1, 3);
	assert_error(*state, &form, ADMIN, 1, "Foo");
	assert_warning(*state, &form, ADMIN, 3, "Foo");
	assert_warning(*state, &form, ADMIN, 4, "Bar");
	assert_warning(*state, &form, ADMIN, 6, "[Foo]");
	assert_false(form.settings.probe);
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

/* One line that is wrong: the others of its file count, with what follows it. */
static void test_syntax_errors(void **state)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *modules;
	} rows[] = {
		{"[Kernel]\nModules vxlan\nModules=a\n", 2, "a"},
		{"[Kernel]\nModules\nModules=a\n", 2, "a"},
		{"[Kernel]\nModules=a\ngarbage\n", 3, "a"},
		{"[Kernel]\n=vxlan\nModules=a\n", 2, "a"},
		{"[Kernel]\n\xff=vxlan\nModules=a\n", 2, "a"},
		{"[Kernel]\nModules=a\n  Modules=x\n", 3, "a"},
		{"[Kernel]\nModules=a\n\tgeneve\n", 3, "a"},
		{"garbage\n[Kernel]\nModules=a\n", 1, "a"},
		/* of which section these are cannot be known */
		{"\n[Kernel\nModules=a\n[CNI]\nInvalid=warn\n", 2, "vxlan"},
		{"[Kernel] x\nModules=a\n", 1, "vxlan"},
		{"[]\nModules=a\n", 1, "vxlan"},
		{"[a b]\nModules=a\nb\n", 1, "vxlan"},
		{"[CNI]\n[Kernel\nInvalid=warn\n[Kernel]\nModules=a\n", 2, "a"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_reading_ struct reading reading = look_at(*state, rows[i].text);

		print_message("# %zu\n", i);
		assert_counts(&reading, 1, 0);
		assert_error(*state, &reading, ADMIN, rows[i].line, "ignored");
		assert_string_equal(reading.modules, rows[i].modules);
		assert_int_equal(reading.settings.invalid,
				 strstr(rows[i].text, "[CNI]\nInvalid") ? INVALID_WARN : INVALID_BLOCK);
	}
}

static void test_before_the_first_section(void **state)
{
	_cleanup_reading_ struct reading reading =
		look_at(*state, "\nProbe=no\nFoo=1\n[Kernel]\nPersist=no\n");

	assert_counts(&reading, 2, 0);
	assert_error(*state, &reading, ADMIN, 2, "Probe is before the first section, and is a "
						 "key of [Kernel]: the line is ignored");
	assert_error(*state, &reading, ADMIN, 3, "Foo is before the first section: the line");
	assert_true(reading.settings.probe);
	assert_false(reading.settings.persist);
}

/* Comments in any encoding, and what some editors put before the text. */
static void test_encodings(void **state)
{
	static const char *const texts[] = {
		"\xef\xbb\xbf[Kernel]\nModules=a\n",
		"# f\xfcr Knoten\n[Kernel]\nModules=a # f\xfcr\n",
		"[Kernel]\r\nModules=a\r\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_reading_ struct reading reading = look_at(*state, texts[i]);

		assert_sound(&reading);
		assert_string_equal(reading.modules, "a");
	}
}

/* Messages reach terminals, the journal, and systemd's notify socket, where a line is a command. */
static void test_messages_are_one_harmless_line(void **state)
{
	static const char *const texts[] = {
		"[Kernel]\nProbe=\x1b[31mred\n",
		"[Kernel]\nProbe=perhaps\n  READY=1\n",
		"[Kernel]\n\x07key=1\n",
		"[CNI]\nInvalid=\xff\n",
		"[\x1b[31m]\n",
		"[Policy]\nWarn=\x1b[31m \xff\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_reading_ struct reading reading = look_at(*state, texts[i]);

		assert_true(reading.problems.count > 0);
		for (const char *c = reading.lines; *c; c++)
			if ((*c < ' ' && *c != '\n') || *c > '~')
				fail_msg("text %zu: a byte %#x", i, (unsigned char)*c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_every_error),   FIXTURE_TEST(test_long_line),
		FIXTURE_TEST(test_syntax_errors), FIXTURE_TEST(test_before_the_first_section),
		FIXTURE_TEST(test_encodings),
		FIXTURE_TEST(test_messages_are_one_harmless_line),
	};

	return RUN_GROUP("settings_file_syntax", tests);
}
