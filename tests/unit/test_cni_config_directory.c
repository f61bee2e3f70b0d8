/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What containerd and CRI-O make of a directory beyond its first file, and what is said of it. */
#include "config.h"

#include <signal.h>
#include <sys/wait.h>

#include "cni/config/directory.h"
#include "loaders_fixture.h"

/* How often a directory that changes all the time is looked at, and how many files come and go. */
#define RACES 300
#define FILES 64

static void test_max_conf(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(cni_answer_free) struct cni_answer directory = {0};
	const struct cni_reading reading = {
		.ctx = &fixture->context, .runtime = &runtime, .place = &place};

	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_file(fixture, "net.d/20-other.conflist", OTHER);
	make_file(fixture, "net.d/30-bad.conf", "");
	place.max_conf = 2;
	look(fixture, 1);
	expect_pass(fixture, 0,
		    "10-flannel.conflist is valid: flannel, portmap, and the further "
		    "networks other");
	assert_int_equal(cni_directory_read_place(&reading, &directory), 0);
	assert_int_equal(directory.more_count, 1);
	assert_string_equal(directory.more[0].plugins[0].type, "ptp");
	for (place.max_conf = 0; place.max_conf != 6; place.max_conf += 3) {
		look(fixture, 1);
		expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
			       WORDS("30-bad.conf", "all its files or none"));
	}
}

/* The directory of one runtime handler holds no node back, unless containerd hangs on it. */
static void test_handler(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *kata = fixture_path(fixture, "kata.d");
	_cleanup_free_ char *fifo = fixture_path(fixture, "kata.d/0.conf");
	char handler[] = "kata";
	struct cni_place places[] = {
		{.conf_dir = fixture->settings.conf_dirs[0], .max_conf = 1},
		{.conf_dir = kata, .max_conf = 1, .handler = handler},
	};

	use(fixture, CNI_LOADER_CONTAINERD);
	runtime.places = places;
	runtime.place_count = ARRAY_SIZE(places);
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	fixture->settings.absent = ABSENT_BLOCK;
	look(fixture, 2);
	expect_pass(fixture, 0, "kata.d (for pods of the runtime handler kata) yet");
	make_directory(fixture, "kata.d");
	make_file(fixture, "kata.d/1.conf", "");
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_INVALID,
		    WORDS("1.conf (for pods of the runtime handler kata): line 1"));
	expect_pass(fixture, 1, "10-flannel.conflist");
	assert_int_equal(mkfifo(fifo, 0600), 0);
	look(fixture, 2);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL, WORDS("forever"));
}

/* containerd watches all directories or serves no pod at all: that of a handler is no less than another. */
static void test_handler_without_directory(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *kata = fixture_path(fixture, "kata.d");
	_cleanup_free_ char *below = fixture_path(fixture, "kata.d/net.d");
	char handler[] = "kata";
	struct cni_place places[] = {
		{.conf_dir = fixture->settings.conf_dirs[0], .max_conf = 1},
		{.conf_dir = below, .max_conf = 1, .handler = handler},
	};

	use(fixture, CNI_LOADER_CONTAINERD);
	runtime.places = places;
	runtime.place_count = ARRAY_SIZE(places);
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_link(fixture, "gone", "kata.d");
	look(fixture, 2);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL,
		       WORDS("kata.d/net.d", "kata.d is a dangling symbolic link; containerd creates "));
	assert_non_null(strstr(fixture->report.findings[0].remedy, "kata.d" ASIDE " && mkdir -p "));
	assert_int_equal(unlink(kata), 0);
	make_file(fixture, "kata.d", "");
	look(fixture, 2);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL,
		       WORDS("kata.d is not a directory"));
	assert_int_equal(unlink(kata), 0);
	make_directory(fixture, "kata.d");
	look(fixture, 2);
	expect_pass(fixture, 0, "kata.d/net.d (for pods of the runtime handler kata) yet");
}

/* What holds no node back is not moved; what stops containerd is. */
static void test_handler_quarantine(void **state)
{
	struct fixture *fixture = *state;
	char kata[] = "/kata.d", handler[] = "kata";
	struct cni_place places[] = {
		{.conf_dir = NULL, .max_conf = 1},
		{.conf_dir = kata, .max_conf = 1, .handler = handler},
	};
	_cleanup_free_ char *fifo = fixture_path(fixture, "kata.d/0.conf");

	make_directory(fixture, "kata.d");
	fixture_root(fixture, true);
	if (!fixture_has_openat2(fixture))
		return;
	use(fixture, CNI_LOADER_CONTAINERD);
	places[0].conf_dir = fixture->settings.conf_dirs[0];
	runtime.places = places;
	runtime.place_count = ARRAY_SIZE(places);
	fixture->settings.invalid = INVALID_QUARANTINE;
	fixture->context.acts = true;
	make_file(fixture, "kata.d/1.conf", "");
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_INVALID, WORDS("kata.d/1.conf"));
	assert_int_equal(mkfifo(fifo, 0600), 0);
	look(fixture, 3);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_QUARANTINED, WORDS("kata.d/0.conf"));
	expect_warn(fixture, 1, CAUSE_CNI_CONFIG_INVALID, WORDS("kata.d/1.conf"));
}

/* libcni 1.3: <directory>/<network>/ *.conf, in byte order behind the others. */
static void test_own_files(void **state)
{
	struct fixture *fixture = *state;

	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/x.conflist", "{\"name\":\"x\"}");
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
		       WORDS("it has no \"plugins\", and there is no", "net.d/x/*.conf"));
	make_directory(fixture, "net.d/x");
	make_file(fixture, "net.d/x/a.json", "");
	make_file(fixture, "net.d/x/b.conf", "{\"type\":\"second\"}");
	make_file(fixture, "net.d/x/a.conf", "{\"type\":\"first\"}");
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RELEASE,
		    WORDS("2 of its 2 plugins", "rejected", "containerd 1.6, 1.7 and 2.0"));
	expect_pass(fixture, 1, "x.conflist is valid: first, second");
	make_file(fixture, "net.d/x.conflist", NET("x", PLUGINS("ptp")));
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RELEASE, WORDS("without those", "2 of its 3"));
	expect_pass(fixture, 1, "x.conflist is valid: ptp, first, second");
	make_file(fixture, "net.d/x/a.conf", "{");
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RELEASE, WORDS("accepted without a check by containerd 1.6"));
	expect_finding(fixture, 1, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
		       WORDS("net.d/x/a.conf: line 1, column 2"));
	assert_true(text_ends(fixture->report.findings[1].remedy, "/net.d/x/a.conf" ASIDE));
}

/* The name is joined to the directory unchecked: it must not lead us out. */
static void test_own_files_elsewhere(void **state)
{
	struct fixture *fixture = *state;

	make_directory(fixture, "x");
	make_file(fixture, "x/a.conf", "{");
	make_file(fixture, "net.d/x.conflist", NET("../x", PLUGINS("ptp")));
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, WORDS("\"../x\""));
	make_file(fixture, "net.d/x.conflist", NET("y", PLUGINS("ptp")));
	make_file(fixture, "net.d/y", "");
	look(fixture, 2);
	expect_finding(fixture, 1, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL,
		       WORDS("net.d/y: Not a directory"));
	/* Without a name they are those of the directory itself. */
	make_file(fixture, "net.d/x.conflist", NET("", PLUGINS("ptp")));
	make_file(fixture, "net.d/y.conf", "{\"name\":\"y\",\"type\":\"flannel\"}");
	set_time(fixture, "net.d/y.conf", 1000);
	look(fixture, 2);
	expect_pass(fixture, 1, "x.conflist is valid: ptp, flannel");
}

static void test_release(void **state)
{
	static const struct cri_answer loaded = {
		.outcome = CRI_ANSWERED,
		.version = {(char *)"containerd", (char *)"1.6.20"},
		.status = {.runtime_ready = true, .network_ready = true, .network_message = (char *)""},
	};
	struct fixture *fixture = *state;
	_cleanup_free_ char *command = NULL;

	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/x.conflist",
		  NET("x", "\"disableCheck\": \"TRUE\"," PLUGINS("ptp")));
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RELEASE,
		    WORDS("\"disableCheck\" is a string", "containerd 1.6 and 1.7"));
	command = strdup(fixture->report.findings[0].remedy);
	/* A runtime that has loaded it is of one release. */
	runtime.why = (char *)"containerd";
	runtime.answer = &loaded;
	look(fixture, 1);
	assert_int_equal(fixture->report.findings[0].verdict, VERDICT_PASS);
	runtime.answer = NULL;
	runtime.why = NULL;
	use(fixture, CNI_LOADER_CRIO);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RELEASE, WORDS("CRI-O 1.26"));
	assert_int_equal(system(command), 0);
	look(fixture, 1);
	/* disableGC is a key of later releases: the others take no notice of it. */
	make_file(fixture, "net.d/x.conflist",
		  NET("x", "\"disableGC\": \"true\"," PLUGINS("ptp")));
	look(fixture, 1);
	expect_pass(fixture, 0, "x.conflist is valid: ptp");
	make_file(fixture, "net.d/x.conflist",
		  NET("x", "\"cniVersions\":[\"v1\"]," PLUGINS("ptp")));
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RELEASE, WORDS("accepted without a check by CRI-O 1.26"));
}

/* containerd reads a file of 2 MiB; beyond our limit it is named. */
static void test_sizes(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *text = malloc(CNI_FILE_MAX + 1);

	use(fixture, CNI_LOADER_CONTAINERD);
	memset(text, ' ', CNI_FILE_MAX + 1);
	memcpy(text, FLANNEL, strlen(FLANNEL));
	make_bytes(fixture, "net.d/x.conflist", text, CNI_FILE_MAX, 0644);
	look(fixture, 1);
	expect_pass(fixture, 0, "x.conflist is valid");
	make_bytes(fixture, "net.d/x.conflist", text, CNI_FILE_MAX + 1, 0644);
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL,
		       WORDS("x.conflist: it exceeds the size limit"));
	memset(text, ',', CNI_FILE_MAX);
	for (char *at = text; at < text + CNI_FILE_MAX - 4; at += 3)
		memcpy(at, "[],", 3);
	text[0] = '[';
	text[1] = ' ';
	text[2] = ' ';
	text[CNI_FILE_MAX - 1] = ']';
	make_bytes(fixture, "net.d/x.conflist", text, CNI_FILE_MAX, 0644);
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL, WORDS("x.conflist: it exceeds the size limit"));
}

/* The files come and go forever; multus has no rivals. */
static void flicker(const struct fixture *fixture)
{
	_cleanup_free_ char *from = fixture_path(fixture, "net.d/new");

	for (int i = 0;; i = (i + 1) % (2 * FILES)) {
		_cleanup_free_ char *to = format_text("%s/net.d/%d.conf", fixture->dir, i % FILES);

		if (i >= FILES) {
			(void)unlink(to);
			continue;
		}
		make_file(fixture, "net.d/new", "{\"name\":\"x\",\"type\":\"multus\"}");
		(void)rename(from, to);
	}
}

/* A file that goes between the list and the open was never there. */
static void test_vanishing(void **state)
{
	struct fixture *fixture = *state;
	pid_t child;

	make_plugin(fixture, "bin/multus");
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		flicker(fixture);
	for (int i = 0; i < RACES; i++) {
		look(fixture, 1);
		expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("net.d"));
	}
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_max_conf),
		TEST(test_handler),
		TEST(test_handler_without_directory),
		TEST(test_handler_quarantine),
		TEST(test_own_files),
		TEST(test_own_files_elsewhere),
		TEST(test_release),
		TEST(test_sizes),
		TEST(test_vanishing),
	};

	return RUN_GROUP("cni_config_directory", tests);
}
