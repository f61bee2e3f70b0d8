/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* os-release(5): assignments of the shell, quoted or not, in whatever state a file can be. */
#include "config.h"

#include "fixture.h"
#include "text/os_release.h"

static void test_real_files(void **state)
{
	static const struct {
		const char *text, *id, *id_like, *version_id, *variant_id, *name;
	} rows[] = {
		{"PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\n"
		 "VERSION_ID=\"12\"\nVERSION=\"12 "
		 "(bookworm)\"\nVERSION_CODENAME=bookworm\nID=debian\n",
		 "debian", "", "12", "", "Debian GNU/Linux 12 (bookworm)"},
		{"NAME=\"Rocky Linux\"\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"
		 "VERSION_ID=\"9.3\"\nPRETTY_NAME=\"Rocky Linux 9.3 (Blue Onyx)\"\n",
		 "rocky", "rhel centos fedora", "9.3", "", "Rocky Linux 9.3 (Blue Onyx)"},
		{"ID=fedora\nVERSION_ID=40\nVARIANT_ID=coreos", "fedora", "", "40", "coreos", ""},
		{"ID='sl-micro'\nID_LIKE='suse'\n", "sl-micro", "suse", "", "", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct os_release os;

		os_release_parse(rows[i].text, &os);
		assert_string_equal(os.id, rows[i].id);
		assert_string_equal(os.id_like, rows[i].id_like);
		assert_string_equal(os.version_id, rows[i].version_id);
		assert_string_equal(os.variant_id, rows[i].variant_id);
		assert_string_equal(os.name, rows[i].name);
	}
}

static void test_odd_texts(void **state)
{
	static const struct {
		const char *text, *id;
	} rows[] = {
		{"", "linux"},
		{"\n\n# ID=debian\n", "linux"},
		{"ID\n", "linux"},
		{"XID=debian\nID_LIKE=suse\n", "linux"},
		{"id=debian\n", "linux"},
		{"ID=debian\r\n", "debian"},
		{"ID=debian # the stable one\n", "debian"},
		{"ID=\"deb\"'ian'\n", "debian"},
		{"ID=\"debian", "debian"},             /* never closed */
		{"ID=de\\bian\n", "debian"},
		{"ID=\"a\\\"b\"\n", "a\"b"},
		{"ID='a\\b'\n", "a\\b"},
		{"ID=fedora\nID=debian\n", "debian"},  /* the last one, as in the shell */
		{"ID=de\x1b[31m\n", "de[31m"},
		{"ID=\\\n", "\\"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct os_release os;

		os_release_parse(rows[i].text, &os);
		assert_string_equal(os.id, rows[i].id);
	}
}

static void test_long_values_are_cut(void **state)
{
	char text[4096] = "ID=";
	struct os_release os;

	memset(text + 3, 'x', sizeof(text) - 4);
	os_release_parse(text, &os);
	assert_int_equal(strlen(os.id), sizeof(os.id) - 1);
	assert_string_equal(os.version_id, "");
}

static void test_is(void **state)
{
	struct os_release os = {.id = "rocky", .id_like = "rhel  centos fedora"};

	assert_true(os_release_is(&os, "rocky"));
	assert_true(os_release_is(&os, "rhel"));
	assert_true(os_release_is(&os, "centos"));
	assert_true(os_release_is(&os, "fedora"));
	assert_false(os_release_is(&os, "rhe"));
	assert_false(os_release_is(&os, "cent"));
	assert_false(os_release_is(&os, "debian"));
	assert_false(os_release_is(&os, ""));
	os = (struct os_release){.id = "linux", .id_like = " debian"};
	assert_true(os_release_is(&os, "debian"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_real_files),
		cmocka_unit_test(test_odd_texts),
		cmocka_unit_test(test_long_values_are_cut),
		cmocka_unit_test(test_is),
	};

	return RUN_GROUP("os_release", tests);
}
