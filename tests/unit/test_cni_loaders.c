/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What containerd and CRI-O make of a directory beyond its first file, and what is said of it. */
#include "config.h"

#include <signal.h>
#include <sys/wait.h>

#include "checks/cni_config.h"
#include "checks/cni_directory.h"
#include "checks/cni_rival.h"
#include "cni_fixture.h"

#define NET(name, more) "{\"name\":\"" name "\",\"cniVersion\":\"1.0.0\"," more "}"
#define PLUGINS(type)   "\"plugins\":[{\"type\":\"" type "\"}]"
#define OTHER           NET("other", PLUGINS("ptp"))

/* How often a directory that changes all the time is looked at, and how many files come and go. */
#define RACES 300
#define FILES 64

static struct cni_place place;
static struct cni_runtime runtime;

/* The runtime that reads the fixture's directory; the plugins of FLANNEL and OTHER are there. */
static void use(struct fixture *fixture, enum cni_loader loader)
{
	place = (struct cni_place){.conf_dir = fixture->settings.conf_dirs[0], .max_conf = 1};
	runtime = (struct cni_runtime){.loader = loader,
				       .why = (char *)"as the test says",
				       .places = &place,
				       .place_count = 1,
				       .bin_dirs = fixture->settings.bin_dirs};
}

static int setup(void **state)
{
	fixture_setup(state);
	make_plugin(*state, "bin/flannel");
	make_plugin(*state, "bin/portmap");
	make_plugin(*state, "bin/ptp");
	use(*state, CNI_LOADER_CRIO);
	return 0;
}

/* The check makes that many findings. */
static void look(struct fixture *fixture, size_t findings)
{
	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	assert_int_equal(cni_config_check(&fixture->context, &runtime, &fixture->report), 0);
	if (fixture->report.count != findings)
		for (size_t i = 0; i < fixture->report.count; i++)
			print_message("# %s\n", fixture->report.findings[i].summary);
	assert_int_equal(fixture->report.count, findings);
}

static void expect_pass(struct fixture *fixture, size_t index, const char *words)
{
	expect_finding(fixture, index, CAUSE_NONE, VERDICT_PASS, WORDS(words));
}

static void expect_warn(struct fixture *fixture, size_t index, enum cause_id cause,
			const char *const *words)
{
	expect_finding(fixture, index, cause, VERDICT_WARN, words);
}

static void set_time(const struct fixture *fixture, const char *name, time_t seconds)
{
	_cleanup_free_ char *path = fixture_path(fixture, name);
	const struct timespec times[] = {{.tv_sec = seconds}, {.tv_sec = seconds}};

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void test_crio_skips(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/05-a.conf", "");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED,
		    WORDS("/net.d/05-a.conf: line 1", "the file is empty; CRI-O skips it"));
	expect_pass(fixture, 1, "10-flannel.conflist is valid: flannel, portmap");
	use(fixture, CNI_LOADER_CONTAINERD);
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, WORDS("05-a.conf"));
}

static void test_crio_has_none(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/05-a.conf", "");
	make_link(fixture, "gone", "net.d/06-b.conf");
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED, WORDS("06-b.conf", "does not exist"));
	expect_finding(fixture, 1, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
		       WORDS("05-a.conf", "CRI-O has no other file to take"));
}

/* A plugin that is not there: skipped where another serves, else for cni-plugins to name. */
static void test_crio_unserved(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(cni_directory_free) struct cni_directory directory = {0};

	make_file(fixture, "net.d/05-calico.conflist", NET("k8s", PLUGINS("calico")));
	look(fixture, 1);
	expect_pass(fixture, 0, "valid: calico, and taken once they can be executed");
	assert_int_equal(cni_directory_read_place(&fixture->context, &runtime, &place, &directory),
			 0);
	assert_true(directory.unserved);
	assert_string_equal(directory.config.plugins[0].type, "calico");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED,
		    WORDS("05-calico.conflist is skipped by CRI-O: plugin calico: not in "));
	expect_pass(fixture, 1, "10-flannel.conflist");
	/* Behind the one that serves it changes nothing, and packages leave such files. */
	make_file(fixture, "net.d/00-first.conflist", OTHER);
	set_time(fixture, "net.d/00-first.conflist", 4000000000);
	look(fixture, 1);
	expect_pass(fixture, 0, "00-first.conflist");
}

static void test_crio_names(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/10-x.conf", "{\"type\":\"ptp\"}");
	look(fixture, 1);
	assert_string_equal(fixture->report.findings[0].subject, "10-x.conf");
	make_file(fixture, "net.d/05-x.conflist", NET("a b", PLUGINS("ptp")));
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL, WORDS("\"a b\""));
	make_file(fixture, "net.d/00-x.conflist",
		  "{\"name\":\"x\",\"cniVersion\":\"9.0.0\"," PLUGINS("ptp") "}");
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED, WORDS("\"9.0.0\"", "1.1.0"));
}

/* Only the network that is meant counts; one that is still to come is waited for. */
static void test_crio_default_network(void **state)
{
	struct fixture *fixture = *state;
	char network[] = "other";

	runtime.default_network = network;
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	look(fixture, 1);
	expect_pass(fixture, 0, "cni_default_network is \"other\": the node waits");
	fixture->settings.absent = ABSENT_BLOCK;
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_ABSENT, VERDICT_FAIL, WORDS("\"other\""));
	make_file(fixture, "net.d/20-other.conflist", OTHER);
	look(fixture, 1);
	expect_pass(fixture, 0, "20-other.conflist is valid: ptp");
	make_file(fixture, "net.d/30-other.conflist", OTHER);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RIVAL,
		    WORDS("20-other.conflist and not ", "30-other.conflist", "one network name"));
}

/* CRI-O opens every candidate. */
static void test_crio_hangs(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *fifo = fixture_path(fixture, "net.d/90-x.conf");
	_cleanup_free_ char *masked = fixture_path(fixture, "net.d/05-masked.conf");

	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_link(fixture, "/dev/null", "net.d/05-masked.conf");
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED, WORDS("05-masked.conf"));
	assert_int_equal(unlink(masked), 0);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL,
		       WORDS("90-x.conf: it is a FIFO", "CRI-O opens it and waits for ever"));
	use(fixture, CNI_LOADER_CONTAINERD);
	look(fixture, 1);
	expect_pass(fixture, 0, "10-flannel.conflist");
}

static void test_crio_crowd(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i <= CNI_CANDIDATES_MAX; i++) {
		_cleanup_free_ char *name = format_text("net.d/%03d.conf", i);

		make_link(fixture, "gone", name);
	}
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_UNKNOWN, VERDICT_ERROR, WORDS("more than 256"));
}

/* With Invalid=quarantine only what leaves the node without a network moves, and once. */
static void test_crio_quarantine(void **state)
{
	struct fixture *fixture = *state;

	make_directory(fixture, "var");
	make_directory(fixture, "var/lib");
	fixture_root(fixture, true);
	use(fixture, CNI_LOADER_CRIO);
	runtime.bin_dirs = fixture->settings.bin_dirs;
	if (!fixture_has_openat2(fixture))
		return;
	fixture->settings.invalid = INVALID_QUARANTINE;
	fixture->context.acts = true;
	make_file(fixture, "net.d/05-a.conf", "");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_SKIPPED, WORDS("05-a.conf"));
	make_file(fixture, "net.d/10-flannel.conflist", "{");
	look(fixture, 3);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_QUARANTINED, WORDS("05-a.conf"));
	expect_warn(fixture, 1, CAUSE_CNI_CONFIG_QUARANTINED, WORDS("10-flannel.conflist"));
	expect_pass(fixture, 2, "waits for its CNI DaemonSet");
	look(fixture, 1);
	expect_pass(fixture, 0, "waits for its CNI DaemonSet");
}

static void test_max_conf(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(cni_directory_free) struct cni_directory directory = {0};

	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_file(fixture, "net.d/20-other.conflist", OTHER);
	make_file(fixture, "net.d/30-bad.conf", "");
	place.max_conf = 2;
	look(fixture, 1);
	expect_pass(fixture, 0,
		    "10-flannel.conflist is valid: flannel, portmap, and the further "
		    "networks other");
	assert_int_equal(cni_directory_read_place(&fixture->context, &runtime, &place, &directory),
			 0);
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
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL, WORDS("for ever"));
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

	make_directory(fixture, "var");
	make_directory(fixture, "var/lib");
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
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RELEASE, WORDS("not looked at by containerd 1.6"));
	expect_finding(fixture, 1, CAUSE_CNI_CONFIG_INVALID, VERDICT_FAIL,
		       WORDS("net.d/x/a.conf: line 1, column 2"));
	assert_true(text_ends(fixture->report.findings[1].remedy, "/net.d/x/a.conf /root/"));
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
	look(fixture, 2);
	expect_pass(fixture, 1, "x.conflist is valid: ptp, flannel");
}

static void test_release(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *command = NULL;

	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/x.conflist",
		  NET("x", "\"disableCheck\": \"TRUE\"," PLUGINS("ptp")));
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RELEASE,
		    WORDS("\"disableCheck\" is a string", "containerd 1.6 and 1.7"));
	command = strdup(fixture->report.findings[0].remedy);
	use(fixture, CNI_LOADER_CRIO);
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RELEASE, WORDS("CRI-O 1.26"));
	assert_int_equal(system(command), 0);
	look(fixture, 1);
	make_file(fixture, "net.d/x.conflist",
		  NET("x", "\"cniVersions\":[\"v1\"]," PLUGINS("ptp")));
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RELEASE, WORDS("not looked at by CRI-O 1.26"));
}

static void expect_rival(struct fixture *fixture, const char *winner, const char *loser,
			 const char *reason)
{
	look(fixture, 2);
	expect_warn(fixture, 0, CAUSE_CNI_CONFIG_RIVAL, WORDS(winner, loser, reason));
	expect_pass(fixture, 1, winner);
}

static void test_rivals(void **state)
{
	struct fixture *fixture = *state;

	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	make_file(fixture, "net.d/20-other.conflist", OTHER);
	set_time(fixture, "net.d/10-flannel.conflist", 2000);
	set_time(fixture, "net.d/20-other.conflist", 1000);
	look(fixture, 1);
	set_time(fixture, "net.d/20-other.conflist", 3000);
	expect_rival(fixture, "10-flannel.conflist", "20-other.conflist", "the other one is newer");
	use(fixture, CNI_LOADER_CRIO);
	look(fixture, 1);
	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/20-other.conflist", NET("podman", PLUGINS("bridge")));
	look(fixture, 1);
	make_file(fixture, "net.d/20-other.conflist", NET("cbr0", PLUGINS("bridge")));
	expect_rival(fixture, "10-flannel.conflist", "20-other.conflist", "one network name");
	assert_true(text_ends(fixture->report.findings[0].remedy, "20-other.conflist /root/"));
	make_file(fixture, "net.d/20-other.conflist", "{");
	look(fixture, 1);
}

static void test_copies(void **state)
{
	static const char *const copies[] = {"10-flannel.conf", "10-flannel.bak.conflist",
					     "10-flannel-old.conflist", "10-flannel (1).conflist"};
	struct fixture *fixture = *state;

	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	for (size_t i = 0; i < ARRAY_SIZE(copies); i++) {
		_cleanup_free_ char *name = format_text("net.d/%s", copies[i]);
		_cleanup_free_ char *path = fixture_path(fixture, name);

		make_file(fixture, name,
			  text_ends(name, ".conf") ? "{\"name\":\"cbr0\",\"type\":\"flannel\"}"
						   : FLANNEL);
		expect_rival(fixture, copies[i], "10-flannel.conflist", "looks like a copy");
		assert_int_equal(system(fixture->report.findings[0].remedy) == 0, geteuid() == 0);
		(void)unlink(path);
	}
	make_file(fixture, "net.d/.old.conflist", FLANNEL);
	expect_rival(fixture, ".old.conflist", "10-flannel.conflist", "begins with a dot");
}

/* Made to come first. */
static void test_no_rivals(void **state)
{
	struct fixture *fixture = *state;

	use(fixture, CNI_LOADER_CONTAINERD);
	make_file(fixture, "net.d/00-multus.conf", "{\"name\":\"cbr0\",\"type\":\"multus\"}");
	make_file(fixture, "net.d/10-flannel.conflist", FLANNEL);
	set_time(fixture, "net.d/00-multus.conf", 1000);
	look(fixture, 1);
	make_file(fixture, "net.d/00-multus.conf", NET("cbr0", PLUGINS("cilium-cni")));
	make_file(fixture, "net.d/00-cilium.conflist", NET("cbr0", PLUGINS("cilium-cni")));
	look(fixture, 1);
	place.max_conf = 0;
	make_file(fixture, "net.d/00-cilium.conflist", NET("cbr0", PLUGINS("ptp")));
	make_file(fixture, "net.d/00-multus.conf", "{\"name\":\"cbr0\",\"type\":\"multus\"}");
	look(fixture, 1);
}

/* containerd reads a file of 2 MiB; beyond our limit it is named, with its size. */
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
		       WORDS("x.conflist: it has 16777217 bytes"));
	memset(text, ',', CNI_FILE_MAX);
	for (char *at = text; at < text + CNI_FILE_MAX - 4; at += 3)
		memcpy(at, "[],", 3);
	text[0] = '[';
	text[1] = ' ';
	text[2] = ' ';
	text[CNI_FILE_MAX - 1] = ']';
	make_bytes(fixture, "net.d/x.conflist", text, CNI_FILE_MAX, 0644);
	look(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_CONFIG_UNREADABLE, VERDICT_FAIL, WORDS("more values"));
}

/* The files come and go for ever; multus has no rivals. */
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
		TEST(test_crio_skips),
		TEST(test_crio_has_none),
		TEST(test_crio_unserved),
		TEST(test_crio_names),
		TEST(test_crio_default_network),
		TEST(test_crio_hangs),
		TEST(test_crio_crowd),
		TEST(test_crio_quarantine),
		TEST(test_max_conf),
		TEST(test_handler),
		TEST(test_own_files),
		TEST(test_own_files_elsewhere),
		TEST(test_release),
		TEST(test_rivals),
		TEST(test_copies),
		TEST(test_no_rivals),
		TEST(test_sizes),
		TEST(test_vanishing),
		TEST(test_handler_quarantine),
	};

	if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
		cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
