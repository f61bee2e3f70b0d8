/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who forbids a module: lines of modprobe.d(5). */
#include "config.h"

#include "fixture.h"
#include "module/facts.h"

static void test_blacklist(void **state)
{
	static const struct {
		const char *text;
		unsigned int line; /* 0: none */
		const char *shown;
	} rows[] = {
		{"", 0, ""},
		{"blacklist vxlan\n", 1, "blacklist vxlan"},
		{"blacklist vxlan", 1, "blacklist vxlan"},
		{"\n\n\tblacklist\tvxlan\r\n", 3, " blacklist vxlan "},
		{"# blacklist vxlan\n", 0, ""},
		{"#\nblacklist geneve\nblacklist vxlan\n", 3, "blacklist vxlan"},
		{"blacklist vxlan2\nblacklist vxla\n", 0, ""},
		{"blacklistvxlan\nblacklist\nblacklist \n", 0, ""},
		{"install vxlan /bin/false\n", 0, ""},
		{"options vxlan blacklist vxlan\n", 0, ""},
		{"alias x blacklist\nvxlan\n", 0, ""},
		{"blacklist \\\nvxlan\n", 1, "blacklist \\ vxlan"},
		{"options a b \\\n c \\\n d\nblacklist vxlan\n", 4, "blacklist vxlan"},
		{"# a comment \\\nblacklist vxlan\n", 0, ""}, /* continued as well */
		{"blacklist vxlan # why\n", 1, "blacklist vxlan # why"},
		{"\\\n", 0, ""},
		{"\\", 0, ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct modprobe_line line = {0};
		bool found = modprobe_find(rows[i].text, MODPROBE_BLACKLIST, "vxlan", &line);

		if (found != (rows[i].line != 0) || line.line != rows[i].line)
			fail_msg("row %zu, \"%s\": line %u", i, rows[i].text, line.line);
		assert_string_equal(line.text, rows[i].shown);
		assert_int_equal(line.kind, found ? MODPROBE_BLACKLIST : MODPROBE_NONE);
	}
}

/* A shell runs it: only what has nothing behind it is known without a run. */
static void test_command(void **state)
{
	static const struct {
		const char *text;
		enum modprobe_command command;
	} rows[] = {
		{"install vxlan /bin/false", MODPROBE_COMMAND_FALSE},
		{"install\tvxlan\t/usr/bin/false \r\n", MODPROBE_COMMAND_FALSE},
		{"install vxlan \\\n false\nx", MODPROBE_COMMAND_FALSE},
		{"install vxlan /bin/true # CIS 3.4\n", MODPROBE_COMMAND_TRUE},
		{"install vxlan /bin/false || modprobe -i vxlan\n", MODPROBE_COMMAND_OPEN},
		{"install vxlan /bin/false; x\n", MODPROBE_COMMAND_OPEN},
		{"install vxlan /bin/falsely\n", MODPROBE_COMMAND_OPEN},
		{"install vxlan\nfalse\n", MODPROBE_COMMAND_OPEN},
		{"install vxlan", MODPROBE_COMMAND_OPEN},
		{"install vxlan modprobe -i vxlan /bin/false\n", MODPROBE_COMMAND_OPEN},
	};
	struct modprobe_line line;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_true(modprobe_find(rows[i].text, MODPROBE_INSTALL, "vxlan", &line));
		assert_int_equal(line.command, rows[i].command);
	}
	assert_true(modprobe_find("blacklist vxlan false\n", MODPROBE_BLACKLIST, "vxlan", &line));
	assert_int_equal(line.command, MODPROBE_COMMAND_OPEN);
}

static void test_install(void **state)
{
	struct modprobe_line line = {0};

	assert_false(modprobe_find("blacklist vxlan\n", MODPROBE_INSTALL, "vxlan", &line));
	assert_true(modprobe_find("blacklist vxlan\ninstall vxlan /bin/false\ninstall vxlan x\n",
				  MODPROBE_INSTALL, "vxlan", &line));
	assert_int_equal(line.line, 2); /* the first of them */
	assert_int_equal(line.kind, MODPROBE_INSTALL);
	assert_string_equal(line.text, "install vxlan /bin/false");
	assert_true(
		modprobe_find("install br-netfilter x\n", MODPROBE_INSTALL, "br_netfilter", &line));
}

/* The line goes to terminals and into the journal. */
static void test_text_is_cut_and_harmless(void **state)
{
	char text[1024] = "install vxlan \x1b[31m\x07 \xff";
	struct modprobe_line line;

	memset(text + strlen(text), 'x', 900);
	assert_true(modprobe_find(text, MODPROBE_INSTALL, "vxlan", &line));
	assert_int_equal(strlen(line.text), sizeof(line.text) - 1);
	for (const char *c = line.text; *c; c++)
		assert_true(*c >= ' ' && *c <= '~');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blacklist),
		cmocka_unit_test(test_install),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_text_is_cut_and_harmless),
	};

	return RUN_GROUP("modprobe_d", tests);
}
