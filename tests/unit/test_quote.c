/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names that others chose can neither steer a terminal nor add words to a command. */
#include "config.h"

#include "group.h"
#include "text/quote.h"
#include "util/util.h"

static const struct {
	const char *text, *message, *shell;
} rows[] = {
	{"/etc/cni/net.d/10-calico.conflist", "/etc/cni/net.d/10-calico.conflist",
	 "/etc/cni/net.d/10-calico.conflist"},
	{"", "", "''"},
	{"a b", "a b", "'a b'"},
	{"a'b", "a'b", "'a'\\''b'"},
	{"$(x);&|<>`*?~", "$(x);&|<>`*?~", "'$(x);&|<>`*?~'"},
	{"a\nb", "a\\x0ab", "$'a\\x0ab'"},
	{"\x1b[31m'\\", "\\x1b[31m'\\", "$'\\x1b[31m\\'\\\\'"},
	{"\x7f", "\\x7f", "$'\\x7f'"},
	{"\xc3\xa4", "\xc3\xa4", "$'\\xc3\\xa4'"},
	{"\xe2\x82\xac\xf0\x9f\x98\x80", "\xe2\x82\xac\xf0\x9f\x98\x80",
	 "$'\\xe2\\x82\\xac\\xf0\\x9f\\x98\\x80'"},
	{"\xff\xc3", "\\xff\\xc3", "$'\\xff\\xc3'"},
	{"\xc2\x9b", "\\xc2\\x9b", "$'\\xc2\\x9b'"},               /* CSI, a C1 control */
	{"\xc0\xaf", "\\xc0\\xaf", "$'\\xc0\\xaf'"},               /* an overlong '/' */
	{"\xed\xa0\x80", "\\xed\\xa0\\x80", "$'\\xed\\xa0\\x80'"}, /* a surrogate */
	{"\xe2\x82", "\\xe2\\x82", "$'\\xe2\\x82'"},               /* cut off */
};

static void test_message(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *quoted = quote_message(rows[i].text);

		assert_string_equal(quoted, rows[i].message);
	}
}

static void test_shell(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *quoted = quote_shell(rows[i].text);

		assert_string_equal(quoted, rows[i].shell);
	}
}

static void test_label(void **state)
{
	static const struct {
		const char *text, *label;
	} labels[] = {
		{"", ""},
		{"6.1.0-50-amd64", "6.1.0-50-amd64"},
		{"a\"b\\c\nd", "a\\\"b\\\\c\\nd"},
		{"\xc3\xa4 \xf0\x9f\x98\x80", "\xc3\xa4 \xf0\x9f\x98\x80"},
		{"\xff", "\xef\xbf\xbd"},
		{"\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd"},                /* cut off */
		{"\xed\xa0\x80x", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdx"}, /* a surrogate */
	};

	for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
		_cleanup_free_ char *label = quote_label(labels[i].text, 100);

		assert_string_equal(label, labels[i].label);
	}
}

/* What counts is the value, not its escapes; no character is cut in two. */
static void test_label_limit(void **state)
{
	static const struct {
		size_t limit;
		const char *label;
	} rows_of_limit[] = {
		{0, ""},
		{1, "\\\""},
		{2, "\\\"\\n"},
		{3, "\\\"\\n"},
		{4, "\\\"\\n\xc3\xa4"},
		{6, "\\\"\\n\xc3\xa4"},
		{7, "\\\"\\n\xc3\xa4\xef\xbf\xbd"},
		{8, "\\\"\\n\xc3\xa4\xef\xbf\xbdx"},
		{9, "\\\"\\n\xc3\xa4\xef\xbf\xbdx"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows_of_limit); i++) {
		_cleanup_free_ char *label = quote_label("\"\n\xc3\xa4\xff" "x", rows_of_limit[i].limit);

		assert_string_equal(label, rows_of_limit[i].label);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_shell),
		cmocka_unit_test(test_label),
		cmocka_unit_test(test_label_limit),
	};

	return RUN_GROUP("quote", tests);
}
