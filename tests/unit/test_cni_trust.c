/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who else can change what is executed as root for every pod. */
#include "config.h"

#include "checks/cni_trust.h"
#include "cni_fixture.h"

#define SOMEBODY 1001
#define WHEEL    10

static void expect_trusted(struct fixture *fixture, const char *path)
{
	struct cni_trust *trust;

	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	trust = cni_trust_new(&fixture->context, &fixture->report);
	assert_int_equal(cni_trust_look(trust, path), 0);
	cni_trust_free(trust);
	if (fixture->report.count > 0)
		fail_msg("%s", fixture->report.findings[0].summary);
}

/* Told once, however often it is looked at. */
static void expect_untrusted(struct fixture *fixture, const char *path, const char *const *words,
			     const char *remedy)
{
	struct cni_trust *trust;

	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	trust = cni_trust_new(&fixture->context, &fixture->report);
	assert_int_equal(cni_trust_look(trust, path), 0);
	assert_int_equal(cni_trust_look(trust, path), 0);
	cni_trust_free(trust);
	assert_int_equal(fixture->report.count, 1);
	expect_finding(fixture, 0, CAUSE_CNI_UNTRUSTED, VERDICT_WARN, words);
	assert_string_equal(fixture->report.findings[0].remedy, remedy);
}

static void set(const struct fixture *fixture, const char *name, mode_t mode, uid_t uid, gid_t gid)
{
	_cleanup_free_ char *path = fixture_path(fixture, name);

	assert_int_equal(lchown(path, uid, gid), 0);
	if (mode)
		assert_int_equal(chmod(path, mode), 0);
}

static void test_sound(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "bin/x");

	make_plugin(fixture, "bin/x");
	expect_trusted(fixture, path);
	/* The group of root is root's, and a DaemonSet may keep its files to itself. */
	set(fixture, "bin", 0775, 0, 0);
	set(fixture, "bin/x", 0700, 0, WHEEL);
	expect_trusted(fixture, path);
	/* The temporary directory itself is everybody's, with the sticky bit. */
	set(fixture, "bin", 01777, 0, 0);
	expect_trusted(fixture, path);
	expect_trusted(fixture, "/nowhere/at/all");
}

static void test_owner(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "bin/x");
	_cleanup_free_ char *dir = fixture_path(fixture, "bin");
	_cleanup_free_ char *file_remedy = format_text("chown -h root:root %s", path);
	_cleanup_free_ char *dir_remedy =
		format_text("chown -h root:root %s && chmod go-w %s", dir, dir);

	make_plugin(fixture, "bin/x");
	set(fixture, "bin/x", 0755, SOMEBODY, SOMEBODY);
	expect_untrusted(fixture, path, WORDS(path, "belongs to the user 1001:"), file_remedy);
	set(fixture, "bin/x", 0755, 0, 0);
	set(fixture, "bin", 0775, SOMEBODY, SOMEBODY);
	expect_untrusted(fixture, path, WORDS("bin belongs to the user 1001, and leads to ", path),
			 dir_remedy);
	expect_untrusted(fixture, dir, WORDS("bin belongs to the user 1001:"), dir_remedy);
}

static void test_mode(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "bin/x");
	_cleanup_free_ char *dir = fixture_path(fixture, "bin");
	_cleanup_free_ char *file_remedy = format_text("chmod go-w %s", path);
	_cleanup_free_ char *dir_remedy = format_text("chmod go-w %s", dir);

	make_plugin(fixture, "bin/x");
	set(fixture, "bin/x", 0757, 0, 0);
	expect_untrusted(fixture, path, WORDS("bin/x can be written by everybody"), file_remedy);
	set(fixture, "bin/x", 0775, 0, WHEEL);
	expect_untrusted(fixture, path, WORDS("bin/x can be written by the group 10"), file_remedy);
	set(fixture, "bin/x", 0755, 0, 0);
	set(fixture, "bin", 0777, 0, 0);
	expect_untrusted(fixture, path, WORDS("bin can be written by everybody"), dir_remedy);
	/* In the directory itself the sticky bit keeps nobody from adding a file. */
	set(fixture, "bin", 01777, 0, 0);
	expect_untrusted(fixture, dir, WORDS("bin can be written by everybody"), dir_remedy);
}

static void test_links(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *path = fixture_path(fixture, "bin/x");
	_cleanup_free_ char *link = fixture_path(fixture, "bin/y");
	_cleanup_free_ char *target = fixture_path(fixture, "open");
	_cleanup_free_ char *remedy = format_text("chmod go-w %s", target);
	_cleanup_free_ char *link_remedy = format_text("chown -h root:root %s", link);

	make_directory(fixture, "open");
	make_plugin(fixture, "open/real");
	make_link(fixture, "../open/real", "bin/x");
	expect_trusted(fixture, path);
	set(fixture, "open", 0777, 0, 0);
	expect_untrusted(fixture, path,
			 WORDS("open can be written by everybody, and leads to ", path), remedy);
	/* By an absolute link, and by a directory that is one. */
	make_link(fixture, target, "through");
	make_link(fixture, "../through/./real", "bin/y");
	expect_untrusted(fixture, link, WORDS("open can be written by everybody"), remedy);
	set(fixture, "open", 0755, 0, 0);
	set(fixture, "bin/y", 0, SOMEBODY, SOMEBODY);
	expect_untrusted(fixture, link, WORDS("bin/y belongs to the user 1001"), link_remedy);
	/* Links that lead nowhere, or round and round, are others' question. */
	make_link(fixture, "z", "bin/z");
	free(path);
	path = fixture_path(fixture, "bin/z");
	expect_trusted(fixture, path);
}

/* What was walked is not looked at again, and keeps nothing of what lies beyond from being told. */
static void test_shared_way(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *first = fixture_path(fixture, "through/x");
	_cleanup_free_ char *second = fixture_path(fixture, "through/y");
	_cleanup_free_ char *target = fixture_path(fixture, "far/open");
	_cleanup_free_ char *far = fixture_path(fixture, "far");
	struct cni_trust *trust;

	make_directory(fixture, "far");
	make_directory(fixture, "far/deep");
	make_directory(fixture, "far/open");
	make_plugin(fixture, "far/deep/x");
	make_plugin(fixture, "far/open/y");
	make_link(fixture, "far/deep", "through");
	/* From where the link leads to, and not from where it is. */
	make_link(fixture, "../open/y", "far/deep/y");
	set(fixture, "far/open", 0777, 0, 0);
	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	trust = cni_trust_new(&fixture->context, &fixture->report);
	assert_int_equal(cni_trust_look(trust, first), 0);
	assert_int_equal(fixture->report.count, 0);
	assert_int_equal(cni_trust_look(trust, second), 0);
	assert_int_equal(fixture->report.count, 1);
	expect_finding(fixture, 0, CAUSE_CNI_UNTRUSTED, VERDICT_WARN,
		       WORDS(target, "can be written by everybody, and leads to ", second));
	cni_trust_free(trust);
	/* On the way the sticky bit is enough, of the place itself it is not. */
	set(fixture, "far/open", 0755, 0, 0);
	set(fixture, "far", 01777, 0, 0);
	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	trust = cni_trust_new(&fixture->context, &fixture->report);
	assert_int_equal(cni_trust_look(trust, second), 0);
	assert_int_equal(fixture->report.count, 0);
	assert_int_equal(cni_trust_look(trust, far), 0);
	assert_int_equal(fixture->report.count, 1);
	expect_finding(fixture, 0, CAUSE_CNI_UNTRUSTED, VERDICT_WARN,
		       WORDS(far, "can be written by everybody:"));
	cni_trust_free(trust);
}

/* An image that a user has unpacked is that user's, all of it. */
static void test_image(void **state)
{
	struct fixture *fixture = *state;

	fixture_root(fixture, true);
	if (!fixture_has_openat2(fixture))
		return;
	make_plugin(fixture, "bin/x");
	set(fixture, "", 0755, SOMEBODY, SOMEBODY);
	set(fixture, "bin", 0755, SOMEBODY, SOMEBODY);
	set(fixture, "bin/x", 0755, SOMEBODY, SOMEBODY);
	expect_trusted(fixture, "/bin/x");
	/* An absolute link leads to what is below the root. */
	make_link(fixture, "/bin/x", "link");
	expect_trusted(fixture, "/link");
	set(fixture, "bin", 0777, SOMEBODY, SOMEBODY);
	set(fixture, "bin/x", 0755, SOMEBODY + 1, SOMEBODY);
	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	{
		struct cni_trust *trust = cni_trust_new(&fixture->context, &fixture->report);

		assert_int_equal(cni_trust_look(trust, "/link"), 0);
		cni_trust_free(trust);
	}
	assert_int_equal(fixture->report.count, 2);
	expect_finding(
		fixture, 0, CAUSE_CNI_UNTRUSTED, VERDICT_WARN,
		WORDS(fixture->dir, "/bin can be written by everybody, and leads to", "/link"));
	expect_finding(fixture, 1, CAUSE_CNI_UNTRUSTED, VERDICT_WARN,
		       WORDS("belongs to the user 1002"));
}

static void test_limit(void **state)
{
	struct fixture *fixture = *state;
	struct cni_trust *trust;

	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	trust = cni_trust_new(&fixture->context, &fixture->report);
	for (int i = 0; i < CNI_TRUST_MAX + 4; i++) {
		_cleanup_free_ char *name = format_text("bin/%d", i);
		_cleanup_free_ char *path = fixture_path(fixture, name);

		make_plugin(fixture, name);
		set(fixture, name, 0777, 0, 0);
		assert_int_equal(cni_trust_look(trust, path), 0);
	}
	cni_trust_free(trust);
	assert_int_equal(fixture->report.count, CNI_TRUST_MAX);
}

/* The check looks at the directories, the file, the plugins and the kubeconfig. */
static void test_check(void **state)
{
	struct fixture *fixture = *state;
	static const char *const names[] = {"net.d",      "net.d/0.conflist", "bin",
					    "bin/calico", "bin/loopback",     "kubeconfig"};
	_cleanup_free_ char *kubeconfig = fixture_path(fixture, "kubeconfig");
	_cleanup_free_ char *text = format_text(
		"{\"name\":\"n\",\"plugins\":[{\"type\":\"calico\",\"nodename_file_optional\":true,"
		"\"kubernetes\":{\"kubeconfig\":\"%s\"}}]}",
		kubeconfig);

	make_file(fixture, "net.d/0.conflist", text);
	make_file(fixture, "kubeconfig", "x");
	make_plugin(fixture, "bin/calico");
	make_plugin(fixture, "bin/loopback");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *path = fixture_path(fixture, names[i]);

		set(fixture, names[i], 0777, 0, 0);
		assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
		assert_int_equal(fixture->report.count, 2);
		expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("calico executable"));
		expect_finding(fixture, 1, CAUSE_CNI_UNTRUSTED, VERDICT_WARN, WORDS(path));
		set(fixture, names[i], 0755, 0, 0);
	}
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	assert_int_equal(fixture->report.count, 1);
	/* Where everybody can add a file, the sticky bit protects those that are there. */
	set(fixture, "net.d", 01777, 0, 0);
	set(fixture, "bin", 01777, 0, 0);
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	assert_int_equal(fixture->report.count, 3);
	expect_finding(fixture, 1, CAUSE_CNI_UNTRUSTED, VERDICT_WARN,
		       WORDS("/net.d can be written"));
	expect_finding(fixture, 2, CAUSE_CNI_UNTRUSTED, VERDICT_WARN, WORDS("/bin can be written"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_sound), TEST(test_owner), TEST(test_mode),  TEST(test_links),
		TEST(test_image), TEST(test_limit), TEST(test_check), TEST(test_shared_way),
	};

	if (geteuid() != 0) {
		puts("1..0 # SKIP only root can give files to others");
		return 0;
	}
	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
