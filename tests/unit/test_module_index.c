/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The index of a module tree without libkmod: what depmod wrote is found, what is damaged is not. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "formats/index_node.h"
#include "system/module_index.h"

#define RELEASE "6.1.0-50-amd64"
#define TREE    "/lib/modules/" RELEASE
#define INDEX   TREE "/modules.dep.bin"
#define SIZE_MAX_TESTED 65536

static void lay_tree(struct fixture *fixture)
{
	_cleanup_free_ char *command =
		format_text("PATH=$PATH:/sbin:/usr/sbin %s/tests/roots/module-tree %s " RELEASE
			    " 2>/dev/null",
			    getenv("srcdir") ? getenv("srcdir") : ".", fixture->path);

	assert_int_equal(system(command), 0);
}

/* The files with blanks between; NULL when the index does not name the module. */
static char *files_of(struct fixture *fixture, const char *name)
{
	_cleanup_strv_ char **files = NULL;
	int r = module_index_files(&fixture->root, RELEASE, name, &files);

	assert_in_range(r, 0, 1);
	assert_int_equal(r, files != NULL);
	return files ? strv_join(files, " ") : NULL;
}

static void expect(struct fixture *fixture, const char *name, const char *wanted)
{
	_cleanup_free_ char *files = files_of(fixture, name);

	if (wanted)
		assert_string_equal(files ? files : "(none)", wanted);
	else
		assert_null(files);
}

static void test_names(void **state)
{
	static const char ip6[] = TREE "/kernel/net/ipv6/ip6_udp_tunnel.ko";
	struct fixture *fixture = *state;
	_cleanup_free_ char *vxlan = NULL;

	lay_tree(fixture);
	vxlan = files_of(fixture, "vxlan");
	assert_non_null(vxlan);
	assert_true(text_starts(vxlan, TREE "/kernel/drivers/net/vxlan/vxlan.ko "));
	assert_non_null(strstr(vxlan, " " TREE "/kernel/net/ipv4/udp_tunnel.ko"));
	assert_non_null(strstr(vxlan, ip6));
	expect(fixture, "ip6_udp_tunnel", ip6);
	expect(fixture, "ip6-udp-tunnel", ip6);
	expect(fixture, "vx", NULL);
	expect(fixture, "vxlanx", NULL);
	expect(fixture, "v", NULL);
	expect(fixture, "zzz", NULL);
	expect(fixture, "", NULL);
	expect(fixture, "../vxlan", NULL);
	/* Built in: that is in another index. */
	expect(fixture, "ip_tunnel", NULL);
}

/* More names than one node has, each a step into another. */
static void test_many(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *command = format_text(
		"cd %s" TREE "/kernel && for i in $(seq 300); do ln drivers/net/geneve.ko m$i.ko;"
		" done; PATH=$PATH:/sbin:/usr/sbin depmod -b %s " RELEASE " 2>/dev/null",
		fixture->path, fixture->path);

	lay_tree(fixture);
	assert_int_equal(system(command), 0);
	for (int i = 1; i <= 300; i++) {
		_cleanup_free_ char *name = format_text("m%d", i), *files = files_of(fixture, name);
		_cleanup_free_ char *own = format_text(TREE "/kernel/m%d.ko ", i);

		if (!files || !text_starts(files, own))
			fail_msg("%s: %s", name, files ? files : "not found");
	}
	expect(fixture, "m301", NULL);
}

static void test_absent(void **state)
{
	struct fixture *fixture = *state;

	expect(fixture, "vxlan", NULL);
	fixture_fifo(fixture, INDEX);
	expect(fixture, "vxlan", NULL);
	fixture_remove(fixture, INDEX);
	fixture_write(fixture, INDEX, "");
	expect(fixture, "vxlan", NULL);
}

/* Cut anywhere, or with any byte turned: an answer and no crash, and of a cut line never a part. */
static void test_damaged(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *index = NULL, *whole = NULL;
	size_t size, found = 0;

	lay_tree(fixture);
	whole = files_of(fixture, "vxlan");
	assert_int_equal(sysroot_read(&fixture->root, INDEX, SIZE_MAX_TESTED, &index, &size), 0);
	for (size_t i = 0; i < size; i++) {
		_cleanup_free_ char *cut = NULL, *turned = NULL;

		fixture_write_bytes(fixture, INDEX, index, i);
		cut = files_of(fixture, "vxlan");
		if (cut)
			assert_string_equal(cut, whole);
		found += cut != NULL;
		index[i] = (char)~index[i];
		fixture_write_bytes(fixture, INDEX, index, size);
		turned = files_of(fixture, "vxlan");
		index[i] = (char)~index[i];
	}
	assert_true(found < size);
	fixture_write_bytes(fixture, INDEX, index, size);
	expect(fixture, "vxlan", whole);
}

/* A node that refers to itself ends with the name. */
static void test_circle(void **state)
{
	static const unsigned char circle[] = {
		0xb0, 0x07, 0xf4, 0x57, 0,    2,   0,   1, 0x20, 0, 0, 12, /* head: the node at 12 */
		'a',  'a',  0x20, 0,    0,    12,                          /* 'a' leads to itself */
	};
	struct fixture *fixture = *state;

	fixture_write_bytes(fixture, INDEX, circle, sizeof(circle));
	expect(fixture, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL);
	assert_int_equal(index_root(circle, INDEX_HEAD_SIZE), 0x2000000c);
	assert_int_equal(index_root(circle, INDEX_HEAD_SIZE - 1), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_names), TEST(test_many), TEST(test_absent), TEST(test_damaged),
		TEST(test_circle),
	};

	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
