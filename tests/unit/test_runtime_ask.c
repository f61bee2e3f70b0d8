/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A look at an endpoint: which answers count, which are asked for again, and what is said of none. */
#include "config.h"

#include <errno.h>
#include <sys/fsuid.h>

#include "fake_kernel.h"
#include "fixture.h"
#include "runtime/inquiry.h"
#include "runtime_server.h"

#define SOCKET     "/run/x.sock"
#define REAL_SOCKET "/run/containerd/containerd.sock"
#define SHORT_MS   1500  /* where no answer that counts comes */
#define GIVE_UP_S  300
#define LONG_MS    30000 /* where one does: a busy machine takes its time */
#define UNSETTLED  "crio-1.26.sound"
#define CONTAINERD "containerd-1.6.20"

/* The root is that of the node which runs. */
static void be_live(struct fixture *fixture)
{
	static struct fake_kernel fake;

	fake = fake_kernel(&fixture->root);
	fixture_directory(fixture, "/run");
	fixture->ctx.kernel = &fake.kernel;
}

/* The answer is the caller's. */
static void ask(struct fixture *fixture, const char *endpoint, unsigned int limit_ms,
		struct cri_answer *ret)
{
	cri_ask(&fixture->ctx, endpoint, now_ms() + limit_ms, ret);
	assert_string_equal(ret->endpoint, endpoint);
	assert_int_equal(ret->why == NULL, ret->outcome == CRI_ANSWERED);
}

static void ask_one(struct fixture *fixture, const struct manners *manners, unsigned int limit_ms,
		    struct cri_answer *ret)
{
	struct manners now = *manners;
	struct cri_server server;

	now.started_ms = now_ms();
	cri_server_start(&server, fixture_path(fixture, SOCKET), 0, serve, &now);
	ask(fixture, SOCKET, limit_ms, ret);
	cri_server_stop(&server);
}

struct row {
	struct manners manners;
	enum cri_outcome outcome;
	bool ready;
	const char *words; /* a part of why, or of the message */
};

static const struct row rows[] = {
	{OF(CONTAINERD, CONTAINERD ".sound"), CRI_ANSWERED, true, ""},
	{OF(CONTAINERD, CONTAINERD ".cut-off"), CRI_ANSWERED, false, "cni plugin not initialized"},
	{OF(CONTAINERD, CONTAINERD ".sound", .is_old = true), CRI_ANSWERED, true, ""},
	{OF(CONTAINERD, CONTAINERD ".sound", .early = "server is not initialized yet"), CRI_ANSWERED,
	 true, ""},
	{OF(NULL, NULL), CRI_NO_SERVICE, false, "does not serve the CRI"},
	{OF("docker", "docker: network plugin is not ready: cni config uninitialized"), CRI_ANSWERED,
	 false, "cni config uninitialized"},
	{OF(CONTAINERD, ""), CRI_NO_ANSWER, false, "not what a container runtime sends"},
	{OF(CONTAINERD, "-"), CRI_NO_ANSWER, false, "within the time limit"},
	/* What it has said of itself counts more than that its last answer did not come in time. */
	{OF(CONTAINERD, "-", .early = "server is not initialized yet"), CRI_NO_ANSWER, false,
	 "server is not initialized yet (gRPC status 2)"},
	{OF("crio-1.26.sound", "crio-1.26.cut-off", .config = "crio-1.26.sound", .early = UNSETTLED),
	 CRI_ANSWERED, false, "No CNI configuration file"},
	{OF("crio-1.34.sound", "crio-1.34.sound", .config = "crio-1.34.sound",
	    .early = "plugin status uninitialized"),
	 CRI_ANSWERED, true, ""},
	{OF("crio-1.37.sound", "crio-1.37.STATUS-fails"), CRI_ANSWERED, false, ""},
	{OF("crio-1.34.sound", "Network plugin returns error: plugin status uninitialized"),
	 CRI_NO_ANSWER, false, "plugin status uninitialized"},
};

static void test_rows(void **state)
{
	struct fixture *fixture = *state;

	be_live(fixture);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		_cleanup_(cri_answer_free) struct cri_answer got = {0};
		const char *words;

		ask_one(fixture, &row->manners, row->outcome == CRI_NO_ANSWER ? SHORT_MS : LONG_MS, &got);
		words = got.why ? got.why : got.status.network_message;
		if (got.outcome != row->outcome || got.status.network_ready != row->ready ||
		    !strstr(words, row->words))
			fail_msg("%zu: outcome %d, ready %d, %s", i, (int)got.outcome,
				 got.status.network_ready, words);
		assert_int_equal(got.has_config, row->manners.config != NULL);
		if (row->manners.version)
			assert_non_null(got.version.version);
	}
}

static void test_never_ready(void **state)
{
	static const struct manners manners = OF(CONTAINERD, "-", .early = "server is not initialized yet");
	struct fixture *fixture = *state;
	_cleanup_(cri_answer_free) struct cri_answer got = {0};
	struct manners forever = manners;
	struct cri_server server;

	be_live(fixture);
	forever.started_ms = now_ms() + 2ULL * SHORT_MS;
	cri_server_start(&server, fixture_path(fixture, SOCKET), 0, serve, &forever);
	ask(fixture, SOCKET, SHORT_MS, &got);
	cri_server_stop(&server);
	assert_int_equal(got.outcome, CRI_NO_ANSWER);
	assert_string_equal(got.why, SOCKET ": server is not initialized yet (gRPC status 2)");
}

/* CRI-O says which directories are in force. */
static void test_directories(void **state)
{
	static const struct manners manners =
		OF("crio-1.37.sound", "crio-1.37.elsewhere-sound-there",
		   .config = "crio-1.37.elsewhere-sound-there");
	struct fixture *fixture = *state;
	_cleanup_(cri_answer_free) struct cri_answer got = {0};

	be_live(fixture);
	ask_one(fixture, &manners, LONG_MS, &got);
	assert_true(got.has_config);
	assert_string_equal(got.config.network_dir, "/alt/net.d");
}

static void test_endpoints(void **state)
{
	static const struct manners manners = OF(CONTAINERD, CONTAINERD ".sound");
	static const struct {
		const char *endpoint;
		enum cri_outcome outcome;
		const char *why;
	} endpoints[] = {
		{"unix://" SOCKET, CRI_ANSWERED, NULL},
		{"unix:" SOCKET, CRI_ANSWERED, NULL},
		{SOCKET, CRI_ANSWERED, NULL},
		{"unix:///run/y.sock", CRI_NOT_RUNNING, "unix:///run/y.sock: the socket does not exist"},
		{"/run", CRI_NO_ANSWER, "/run: it is not a socket"},
		{"tcp://127.0.0.1:1", CRI_NOT_ASKED, "tcp://127.0.0.1:1 is not a unix socket"},
		{"", CRI_NOT_ASKED, " is not a unix socket"},
	};
	struct fixture *fixture = *state;
	struct cri_server server;

	be_live(fixture);
	cri_server_start(&server, fixture_path(fixture, SOCKET), 0, serve, &manners);
	for (size_t i = 0; i < ARRAY_SIZE(endpoints); i++) {
		_cleanup_(cri_answer_free) struct cri_answer got = {0};

		ask(fixture, endpoints[i].endpoint, SHORT_MS, &got);
		assert_int_equal(got.outcome, endpoints[i].outcome);
		if (endpoints[i].why)
			assert_string_equal(got.why, endpoints[i].why);
	}
	cri_server_stop(&server);
}

static void assert_text(const char *got, const char *expected)
{
	assert_string_equal(got ? got : "none", expected ? expected : "none");
}

/* What the report says of it, for JSON. */
static void test_report(void **state)
{
	static const struct {
		struct manners manners;
		bool is_there, asked;
		const char *version, *why; /* NULL: none */
	} cases[] = {
		{OF(CONTAINERD, CONTAINERD ".sound"), true, true, "1.6.20~ds1", NULL},
		{OF(NULL, NULL), true, true, NULL, REAL_SOCKET ": the service there does not serve the CRI"},
		{OF(NULL, NULL), false, false, NULL, REAL_SOCKET ": the socket does not exist"},
	};
	struct fixture *fixture = *state;

	be_live(fixture);
	fixture_directory(fixture, "/run/containerd");
	fixture->settings.runtime = RUNTIME_CONTAINERD;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(inquiry_free) struct inquiry inquiry = {0};
		struct cri_server server = {0};
		struct report report;

		if (cases[i].is_there)
			cri_server_start(&server, fixture_path(fixture, REAL_SOCKET), 0, serve, &cases[i].manners);
		fixture->ctx.inquiry = &inquiry;
		report_init(&report, "6.1", "/");
		assert_int_equal(check_runtime.run(&fixture->ctx, &report), 0);
		cri_server_stop(&server);
		assert_string_equal(report.cri.endpoint, REAL_SOCKET);
		assert_int_equal(report.cri.asked, cases[i].asked);
		assert_text(report.cri.version, cases[i].version);
		assert_text(report.cri.name, cases[i].version ? "containerd" : NULL);
		assert_text(report.cri.why, cases[i].why);
		report_free(&report);
	}
}

/* As SELinux does it. A socket that may not be used is not one that does not exist, and its directory neither. */
static void test_denied(void **state)
{
	static const struct manners manners = OF(CONTAINERD, CONTAINERD ".sound");
	static const char *const closed[] = {"/run", SOCKET};
	struct fixture *fixture = *state;
	struct cri_server server;

	if (geteuid() != 0) {
		print_message("# not tried: only root can become another user\n");
		return;
	}
	be_live(fixture);
	cri_server_start(&server, fixture_path(fixture, SOCKET), 0, serve, &manners);
	for (size_t i = 0; i < ARRAY_SIZE(closed); i++) {
		_cleanup_(cri_answer_free) struct cri_answer got = {0};

		run_command("chmod 755 '%s' '%s/run' && chmod 0 '%s%s'", fixture->path, fixture->path,
			    fixture->path, closed[i]);
		setfsuid(NOBODY); /* still root, but not to the file system */
		ask(fixture, SOCKET, SHORT_MS, &got);
		setfsuid(0);
		assert_int_equal(got.outcome, CRI_NOT_ASKED);
		assert_string_equal(got.why, SOCKET ": Permission denied");
	}
	cri_server_stop(&server);
}

/* An image, or another kernel: there is no runtime of its own. */
static void test_not_live(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_(cri_answer_free) struct cri_answer got = {0};

	ask(fixture, SOCKET, SHORT_MS, &got);
	assert_int_equal(got.outcome, CRI_NOT_ASKED);
	assert_string_equal(got.why, "it is not the running system");
}

/* Without libnghttp2 nothing is sent; the program runs. */
static const char *instead; /* what is opened in its place; NULL for itself */

void *__real_dlopen(const char *name, int flags);
void *__wrap_dlopen(const char *name, int flags);
void *__wrap_dlopen(const char *name, int flags)
{
	return __real_dlopen(instead ? instead : name, flags);
}

static void test_no_library(void **state)
{
	static const struct manners manners = OF(CONTAINERD, CONTAINERD ".sound");
	static const char *const others[] = {"/no/such.so", "libc.so.6"}; /* the second has not its functions */
	struct fixture *fixture = *state;

	be_live(fixture);
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		_cleanup_(cri_answer_free) struct cri_answer got = {0};

		instead = others[i];
		ask_one(fixture, &manners, LONG_MS, &got);
		instead = NULL;
		assert_int_equal(got.outcome, CRI_NOT_ASKED);
		assert_int_equal(got.error, -ELIBACC);
		assert_non_null(strstr(got.why, "lacks a function that this program calls: it is in the "
						"package libnghttp2-14 (Debian, Ubuntu, SUSE)"));
	}
}

int main(void)
{
	/* The first of them, for the library that is found stays open. */
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_no_library), FIXTURE_TEST(test_rows),	     FIXTURE_TEST(test_never_ready),
		FIXTURE_TEST(test_directories), FIXTURE_TEST(test_endpoints), FIXTURE_TEST(test_not_live),
		FIXTURE_TEST(test_report),
		FIXTURE_TEST(test_denied),
	};

	alarm(GIVE_UP_S); /* a limit that is not kept fails, and does not hang */
	return RUN_GROUP("runtime_ask", tests);
}
