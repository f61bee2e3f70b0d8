/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When the token of a kubeconfig runs out. */
#include "config.h"

#include "cni/plugins/kubeconfig.h"
#include "group.h"
#include "util/util.h"

#define NONE -1
#define USER "users:\n- name: calico\n  user:\n    "
#define HEAD "eyJhbGciOiJSUzI1NiJ9."
#define CLAIMS                                                                                     \
	"eyJleHAiOjE3MDAwMDAwMDAsInN1YiI6ImNhbGljbyJ9" /* {"exp":1700000000,"sub":"calico"} */

static const struct {
	const char *text;
	int64_t end;
} rows[] = {
	{USER "token: " HEAD CLAIMS ".c2ln\n", 1700000000},
	{USER "token: \"" HEAD CLAIMS ".c2ln\"\n", 1700000000},
	{"- token: " HEAD CLAIMS ".c2ln", 1700000000},
	{USER "token: " HEAD "eyJleHAiOjEuN2U5fQ.c2ln\n", 1700000000}, /* {"exp":1.7e9} */
	{USER "token: " HEAD CLAIMS, 1700000000},
	{USER "token: x.y.z\n", NONE},
	{USER "token: abcdef\n", NONE},
	{USER "token: " HEAD "e30.c2ln\n", NONE},             /* {} */
	{USER "token: " HEAD "W10.c2ln\n", NONE},             /* [] */
	{USER "token: " HEAD "bnVsbA.c2ln\n", NONE},          /* null */
	{USER "token: " HEAD "eyJleHAiOiIxIn0.c2ln\n", NONE}, /* {"exp":"1"} */
	{USER "token: " HEAD "e*J.c2ln\n", NONE},
	{USER "token:\n", NONE},
	{USER "tokenFile: /x\n", NONE},
	{USER "# token: x\n", NONE},
	{"", NONE},
	{"token:", NONE},
	{"token: .", NONE},
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char *exact = strdup(rows[i].text);
		int64_t end = NONE;
		bool found = kubeconfig_token_end(exact, &end);

		if (found != (rows[i].end != NONE) || end != rows[i].end)
			fail_msg("row %zu: %ld", i, (long)end);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return RUN_GROUP("kubeconfig", tests);
}
