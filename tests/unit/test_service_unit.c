/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line of a service, over its unit, drop-ins and environment files. */
#include "config.h"

#include "fixture.h"
#include "runtime/service_unit.h"

static void test_unit(void **state)
{
	static const char main_file[] = "[Unit]\nExecStart=/no\n[Service]\n# ExecStart=/no\n"
					"ExecStart=/usr/bin/kubelet \\\n  # c\n  --a=1 \\\n --b\n"
					"Environment=\"A=x y\" B=z\nEnvironmentFile=-/etc/one\n"
					"[Install]\nExecStart=/no\n";
	static const char dropin[] = "[Service]\nEnvironment = 'C=c'\nEnvironmentFile=/etc/two\n"
				     "ExecStart=\nExecStart=/new $A";
	static const char reset[] = "[Service]\nEnvironment=\nEnvironmentFile=\n";
	_cleanup_(service_unit_free) struct service_unit unit = {0};
	_cleanup_free_ char *environment = NULL, *files = NULL;

	service_unit_add(&unit, main_file);
	assert_string_equal(unit.command, "/usr/bin/kubelet  --a=1  --b");
	service_unit_add(&unit, dropin);
	assert_string_equal(unit.command, "/new $A");
	environment = strv_join(unit.environment, "|");
	assert_string_equal(environment, "A=x y|B=z|C=c");
	files = strv_join(unit.environment_files, "|");
	assert_string_equal(files, "/etc/one|/etc/two");
	service_unit_add(&unit, reset);
	assert_int_equal(strv_length(unit.environment), 0);
	assert_int_equal(strv_length(unit.environment_files), 0);
	service_unit_add(&unit, "[Service]\nExecStart=\n");
	assert_null(unit.command);
}

static void test_environment(void **state)
{
	static const char text[] = "# c\nA=\"--x=1 --y\"\n;B=no\nB=plain words \nC='q'\n"
				   "export D=no\n=no\nE=one \\\ntwo\nA=last";
	_cleanup_strv_ char **list = NULL;
	_cleanup_free_ char *joined = NULL;

	environment_add(&list, text);
	joined = strv_join(list, "|");
	assert_string_equal(joined, "A=--x=1 --y|B=plain words|C=q|E=one  two|A=last");
}

static void test_expand(void **state)
{
	static char first[] = "A=1", second[] = "AB=2 3", third[] = "A=4";
	char *const environment[] = {first, second, third, NULL};
	static const char *const rows[][2] = {
		{"k $A ${AB}x $AB $NONE.", "k 4 2 3x 2 3 ."},
		{"k $ $$ ${ ${} ${A $-", "k $ $$ ${ ${} ${A $-"},
		{"", ""},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = environment_expand(rows[i][0], environment);

		assert_string_equal(text, rows[i][1]);
	}
}

static void test_option(void **state)
{
	static const char *const rows[][2] = {
		{"k --opt=v", "v"},
		{"k --opt v --x", "v"},
		{"k --opt=a --opt=b", "b"},
		{"k --opt=\"v\" x", "v"},
		{"k '--opt=v'", "v"},
		{"k '--opt' 'v'", "v"},
		{"--opt=v", "v"},
		{"/bin/sh -c \"exec k --opt=v\"", "v"},
		{"k --option=v", NULL},
		{"k --no--opt=v", NULL},
		{"k --opt= --x", NULL},
		{"k --opt=\"\" --x", NULL},
		{"k --opt=\"\"", NULL},
		{"k --opt=v --opt=", NULL},
		{"k --opt --x", NULL},
		{"k --opt  --opt=v", "v"},
		{"k --opt=-v", "-v"},
		{"k --opt", NULL},
		{"k", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *value = command_option(rows[i][0], "--opt");

		print_message("# %s\n", rows[i][0]);
		if (rows[i][1])
			assert_string_equal(value, rows[i][1]);
		else
			assert_null(value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unit),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_expand),
		cmocka_unit_test(test_option),
	};

	return RUN_GROUP("service_unit", tests);
}
