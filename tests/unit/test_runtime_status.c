/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What runtimes have answered, and what no runtime would. */
#include "config.h"

#include <errno.h>

#include "answers_fixture.h"
#include "fixture.h"
#include "runtime/crio.h"
#include "runtime/status.h"
#include "text/http.h"

#define CONTAINERD "containerd-1.6.20"
#define NOT_READY  "Network plugin returns error: "

struct row {
	const char *answer;
	bool ready;
	const char *message, *load; /* a part; NULL for none */
};

static const struct row rows[] = {
	{CONTAINERD ".sound", true, "", "OK"},
	{CONTAINERD ".net.d-empty", false, NOT_READY "cni plugin not initialized",
	 "no network config found in /"},
	{CONTAINERD ".cut-off", false, NOT_READY "cni plugin not initialized",
	 "unexpected end of JSON input"},
	{"crio-1.26.sound", true, "", NULL},
	{"crio-1.26.STATUS-fails", true, "", NULL},
	{"crio-1.26.elsewhere-sound-there", true, "", NULL},
	{"crio-1.26.nameless", true, "", NULL},
	{"crio-1.26.cut-off", false, "No CNI configuration file in /", NULL},
	{"crio-1.26.default-network-is-not-there", false, "No CNI configuration file in /", NULL},
	{"crio-1.26.net.d-empty", false, "No CNI configuration file in /", NULL},
	{"crio-1.26.plugin-missing", false, "No CNI configuration file in /", NULL},
	{"crio-1.34.sound", true, "", NULL},
	{"crio-1.34.STATUS-fails", false, "", NULL},
	{"crio-1.34.elsewhere-sound-there", true, "", NULL},
	{"crio-1.34.nameless", true, "", NULL},
	{"crio-1.34.cut-off", false, "no CNI configuration file in /", NULL},
	{"crio-1.34.default-network-is-not-there", false, "no CNI configuration file in /", NULL},
	{"crio-1.34.net.d-empty", false, "no CNI configuration file in /", NULL},
	{"crio-1.34.plugin-missing", false, "no CNI configuration file in /", NULL},
	{"crio-1.37.sound", true, "", NULL},
	{"crio-1.37.STATUS-fails", false, "", NULL},
	{"crio-1.37.elsewhere-sound-there", true, "", NULL},
	{"crio-1.37.nameless", true, "", NULL},
	{"crio-1.37.cut-off", false, "no CNI configuration file in /", NULL},
	{"crio-1.37.default-network-is-not-there", false, "no CNI configuration file in /", NULL},
	{"crio-1.37.net.d-empty", false, "no CNI configuration file in /", NULL},
	{"crio-1.37.plugin-missing", false, "no CNI configuration file in /", NULL},
};

static void test_recorded(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		_cleanup_(cri_status_free) struct cri_status status = {0};
		size_t size;
		_cleanup_free_ char *bytes = answer_read(row->answer, "status", &size);

		assert_int_equal(cri_status_read(bytes, size, &status), 0);
		assert_true(status.runtime_ready);
		if (status.network_ready != row->ready ||
		    !strstr(status.network_message, row->message))
			fail_msg("%s: %d %s", row->answer, status.network_ready,
				 status.network_message);
		assert_string_equal(status.network_reason, row->ready ? "" : "NetworkPluginNotReady");
		if (row->load)
			assert_non_null(strstr(cri_status_load(&status), row->load));
		else
			assert_null(cri_status_load(&status));
	}
}

static void test_versions(void **state)
{
	static const char *const expected[][3] = {
		{CONTAINERD, "containerd", "1.6.20~ds1"},
		{"crio-1.26.sound", "cri-o", "1.26.5"},
		{"crio-1.34.sound", "cri-o", "1.34.11"},
		{"crio-1.37.sound", "cri-o", "1.37.0"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		_cleanup_(cri_version_free) struct cri_version version = {0};
		size_t size;
		_cleanup_free_ char *bytes = answer_read(expected[i][0], "version", &size);

		assert_int_equal(cri_version_read(bytes, size, &version), 0);
		assert_string_equal(version.name, expected[i][1]);
		assert_string_equal(version.version, expected[i][2]);
	}
}

/* The directories in force and the networks that are loaded. */
static void test_cni(void **state)
{
	_cleanup_(cri_status_free) struct cri_status status = {0};
	_cleanup_free_ char *dirs = NULL, *types = NULL;
	size_t size;
	_cleanup_free_ char *bytes = answer_read(CONTAINERD ".sound", "status", &size);

	assert_int_equal(cri_status_read(bytes, size, &status), 0);
	assert_string_equal(status.conf_dir, "/tmp/cri/net.d");
	dirs = strv_join(status.plugin_dirs, " ");
	assert_string_equal(dirs, "/tmp/cri/bin");
	assert_int_equal(status.network_count, 1);
	assert_string_equal(status.networks[0].name, "podnet");
	types = strv_join(status.networks[0].types, ", ");
	assert_string_equal(types, "bridge, portmap");
	assert_int_equal(status.load_count, 2);
}

/* The same of CRI-O, which says it at another place. */
static void test_config(void **state)
{
	static const char *const expected[][2] = {
		{"crio-1.26.sound", "/etc/cni/net.d/"},
		{"crio-1.34.sound", "/etc/cni/net.d/"},
		{"crio-1.37.sound", "/etc/cni/net.d/"},
		{"crio-1.26.elsewhere-sound-there", "/alt/net.d"},
		{"crio-1.34.elsewhere-sound-there", "/alt/net.d"},
		{"crio-1.37.elsewhere-sound-there", "/alt/net.d"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		_cleanup_(crio_config_free) struct crio_config config = {0};
		struct toml_fault fault = {0};
		size_t size;
		_cleanup_free_ char *bytes = answer_read(expected[i][0], "config", &size), *document = NULL;

		assert_int_equal(http_document(bytes, size, &document, &size), 0);
		crio_config_default(&config);
		if (crio_config_update(&config, document, size, &fault) < 0)
			fail_msg("%s: %s", expected[i][0], fault.words);
		assert_string_equal(config.network_dir, expected[i][1]);
	}
}

#define OK      "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-encoding: chunked\r\n\r\n"

static void test_http(void **state)
{
	static const struct {
		const char *answer, *document; /* NULL: none */
	} answers[] = {
		{"HTTP/1.0 200 OK\r\n\r\n", ""},
		{OK "A: b\r\n\r\nx\r\n\r\n", "x\r\n\r\n"},
		{CHUNKED "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n", "abc0123456789"},
		{CHUNKED "0\r\n", ""},
		{"", NULL},
		{"x", NULL},
		{OK, NULL},
		{"HTTP/1.0 404 Not Found\r\n\r\nx", NULL},
		{"HTTP/1.0 2000\r\n\r\n", NULL},
		{"200 OK\r\n\r\n", NULL},
		{"HTTP/2\r\n\r\n", NULL},
		{"HTTP/1.\r\n\r\n", NULL},
		{CHUNKED, NULL},
		{CHUNKED "3", NULL},
		{CHUNKED "-1\r\nx\r\n", NULL},
		{CHUNKED "3\r\nab", NULL},
		{CHUNKED "3\r\nabc", NULL},
		{CHUNKED "3\r\nabc\r\n", NULL},
		{CHUNKED "ffffffffffffffffff\r\nabc\r\n0\r\n", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		_cleanup_free_ char *document = NULL;
		size_t size = 0;
		int r = http_document(answers[i].answer, strlen(answers[i].answer), &document, &size);

		assert_int_equal(r, answers[i].document ? 0 : -EBADMSG);
		if (r == 0)
			assert_string_equal(document, answers[i].document);
		assert_int_equal(size, document ? strlen(document) : 0);
	}
}

static int read_message(const struct message *message)
{
	struct cri_status status = {.load_count = 7};
	int r = cri_status_read(message->bytes, message->size, &status);

	if (r < 0)
		assert_int_equal(status.load_count, 7);
	else
		cri_status_free(&status);
	return r;
}

/* A status that is ready, and so many more conditions. */
static struct message *ready_with(size_t more)
{
	struct message conditions = {0}, *whole = xcalloc(1, sizeof(*whole));

	message_condition(&conditions, "RuntimeReady", true, NULL, NULL);
	message_condition(&conditions, "NetworkReady", true, NULL, NULL);
	for (size_t i = 0; i < more; i++)
		message_condition(&conditions, "Other", false, "Reason", "words");
	message_put(whole, 1, conditions.bytes, conditions.size);
	free(conditions.bytes);
	return whole;
}

static void drop(struct message *message)
{
	free(message->bytes);
	free(message);
}

static void test_conditions(void **state)
{
	static const struct {
		size_t more;
		int error;
	} many[] = {{0, 0}, {CRI_CONDITIONS_MAX - 2, 0}, {CRI_CONDITIONS_MAX - 1, -E2BIG}, {10000, -E2BIG}};
	struct message conditions = {0}, whole = {0};

	for (size_t i = 0; i < ARRAY_SIZE(many); i++) {
		struct message *message = ready_with(many[i].more);

		assert_int_equal(read_message(message), many[i].error);
		drop(message);
	}
	/* One of the two is missing. */
	assert_int_equal(read_message(&whole), -EBADMSG);
	message_condition(&conditions, "RuntimeReady", true, NULL, NULL);
	message_put(&whole, 1, conditions.bytes, conditions.size);
	assert_int_equal(read_message(&whole), -EBADMSG);
	free(conditions.bytes);
	free(whole.bytes);
}

static int with_info(const char *key, const char *value, size_t size)
{
	struct message *message = ready_with(0), entry = {0};
	int r;

	message_put(&entry, 1, key, strlen(key));
	message_put(&entry, 2, value, size);
	message_put(message, 2, entry.bytes, entry.size);
	r = read_message(message);
	free(entry.bytes);
	drop(message);
	return r;
}

static void test_info(void **state)
{
	static const struct {
		const char *value;
		int error;
	} values[] = {
		{"{}", 0},
		{"null", 0},
		{"7", 0},
		{"{\"PluginDirs\":null,\"Networks\":null}", 0},
		{"{\"PluginDirs\":[1,null],\"Networks\":[1,null,{\"Config\":4},{\"Config\":"
		 "{\"Name\":\"a\",\"Plugins\":[1,{\"Network\":{\"type\":2}}]}}]}",
		 0},
		{"{", -EBADMSG},
		{"", -EBADMSG},
		{"{\"a\":\"\x01\"}", -EBADMSG},
	};
	_cleanup_free_ char *deep = xcalloc(2001, 1);

	for (size_t i = 0; i < ARRAY_SIZE(values); i++)
		assert_int_equal(with_info("cniconfig", values[i].value, strlen(values[i].value)),
				 values[i].error);
	memset(deep, '[', 1000);
	memset(deep + 1000, ']', 1000);
	assert_int_equal(with_info("cniconfig", deep, 2000), -EBADMSG);
	/* What is not read may be anything. */
	assert_int_equal(with_info("config", deep, 2000), 0);
	assert_int_equal(with_info("lastCNILoadStatus", "\xff\xfe\x00x", 4), 0);
	assert_int_equal(with_info("lastCNILoadStatus.kata", "OK", 2), 0);
	assert_int_equal(with_info("lastCNILoadStatusX", "OK", 2), 0);
}

/* What is longer than any message of a runtime is cut off. */
static void test_long_words(void **state)
{
	struct message conditions = {0}, whole = {0};
	_cleanup_(cri_status_free) struct cri_status status = {0};
	_cleanup_free_ char *words = xcalloc(CRI_TEXT_MAX * 2, 1);

	memset(words, 'x', CRI_TEXT_MAX * 2 - 1);
	message_condition(&conditions, "RuntimeReady", true, NULL, NULL);
	message_condition(&conditions, "NetworkReady", false, words, words);
	message_put(&whole, 1, conditions.bytes, conditions.size);
	assert_int_equal(cri_status_read(whole.bytes, whole.size, &status), 0);
	assert_int_equal(strlen(status.network_reason), CRI_TEXT_MAX);
	assert_int_equal(strlen(status.network_message), CRI_TEXT_MAX);
	free(conditions.bytes);
	free(whole.bytes);
}

static void test_many_infos(void **state)
{
	struct message *message = ready_with(0), entry = {0};

	message_put(&entry, 1, "x", 1);
	for (size_t i = 0; i < CRI_INFO_MAX; i++)
		message_put(message, 2, entry.bytes, entry.size);
	assert_int_equal(read_message(message), 0);
	message_put(message, 2, entry.bytes, entry.size);
	assert_int_equal(read_message(message), -E2BIG);
	free(entry.bytes);
	drop(message);
}

/* Each answer cut short, and each of its bytes another one: an answer or an error, and no crash. */
static void test_damaged(void **state)
{
	size_t size;
	_cleanup_free_ char *bytes = answer_read(CONTAINERD ".sound", "status", &size);

	for (size_t length = 0; length < size; length += 7) {
		_cleanup_free_ char *copy = xmalloc(length + 1);
		struct message message = {(unsigned char *)copy, length};

		memcpy(copy, bytes, length);
		(void)read_message(&message);
	}
	for (size_t i = 0; i < size; i++) {
		struct message message = {(unsigned char *)bytes, size};
		char was = bytes[i];

		bytes[i] = (char)(was ^ 0x55);
		(void)read_message(&message);
		bytes[i] = was;
	}
}

static void test_bad_versions(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
	} bad[] = {{"", 0}, {"\x12\x00\x1a\x01x", 5}, {"\x12\x01x", 3}, {"\x1a\x01x", 3}, {"\x10\x01\x1a\x01x", 5},
		   {"\x12\x05x", 3}};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct cri_version version;

		assert_int_equal(cri_version_read(bad[i].bytes, bad[i].size, &version), -EBADMSG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_recorded), cmocka_unit_test(test_versions),
		cmocka_unit_test(test_cni),      cmocka_unit_test(test_config),
		cmocka_unit_test(test_http),     cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_info),     cmocka_unit_test(test_many_infos),
		cmocka_unit_test(test_long_words), cmocka_unit_test(test_damaged),  cmocka_unit_test(test_bad_versions),
	};

	return RUN_GROUP("runtime_status", tests);
}
