/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What follows from the answer of the runtime, or from none: check "runtime" as a table. */
#include "config.h"

#include <errno.h>

#include "fixture.h"
#include "runtime/judge.h"

#define WHY "/run/x.sock: why"

static const struct distribution k3s = {.name = "k3s", .starts_runtime = true};
static const struct distribution microk8s = {.name = "MicroK8s"};

struct row {
	const char *name;
	enum cri_outcome outcome;
	struct {
		int error;
		bool is_ready, is_doubtful, is_user, has_state, is_simple, waits;
		enum service_phase phase;
		uint32_t restarts;
		uint64_t waited_ms;
		const struct distribution *distribution;
		const char *reason;
	} with;
	enum verdict verdict;
	enum cause_id cause;
	const char *words; /* a part */
	bool needs_reason;
};

static const struct row rows[] = {
	{"it answers", CRI_ANSWERED, {.is_ready = true}, VERDICT_PASS, CAUSE_NONE,
	 "containerd 1.7.24 answers at /run/x.sock (containerd, as kubelet says)", false},
	{"it answers at last", CRI_ANSWERED, {.is_ready = true, .waited_ms = 12345}, VERDICT_PASS, CAUSE_NONE,
	 ", after 12.3 s of waiting for containerd.service", false},
	{"it is not ready", CRI_ANSWERED, {.is_ready = false}, VERDICT_WARN, CAUSE_RUNTIME_NOT_READY,
	 "says that it is not ready: dockerd is down", false},
	{"who is not root", CRI_NOT_ASKED, {.is_user = true}, VERDICT_SKIP, CAUSE_NONE, "was not asked", false},
	{"no library", CRI_NOT_ASKED, {.error = -ELIBACC}, VERDICT_WARN, CAUSE_RUNTIME_NOT_ASKED,
	 "only its files were read", false},
	{"no unix socket", CRI_NOT_ASKED, {.error = 0}, VERDICT_WARN, CAUSE_RUNTIME_NOT_ASKED, WHY, false},
	{"no systemd", CRI_NOT_RUNNING, {.error = -ENOENT}, VERDICT_WARN, CAUSE_RUNTIME_NOT_RUNNING,
	 "containerd does not run", false},
	{"not enabled", CRI_NOT_RUNNING, {.has_state = true, .phase = SERVICE_INACTIVE}, VERDICT_WARN,
	 CAUSE_RUNTIME_NOT_RUNNING, "containerd does not run (" WHY ")", false},
	{"a check while it starts", CRI_NOT_RUNNING, {.has_state = true, .phase = SERVICE_STARTING},
	 VERDICT_WARN, CAUSE_RUNTIME_NOT_RUNNING, "containerd.service is starting", false},
	{"a check while it stops", CRI_NOT_RUNNING, {.has_state = true, .phase = SERVICE_STOPPING},
	 VERDICT_WARN, CAUSE_RUNTIME_NOT_RUNNING, "containerd.service is stopping", false},
	{"it does not come", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_STARTING, .waited_ms = 60000}, VERDICT_WARN,
	 CAUSE_RUNTIME_NOT_ANSWERING, "after 60.0 s of waiting", false},
	{"it is active without a socket", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_ACTIVE, .waited_ms = 1000}, VERDICT_WARN,
	 CAUSE_RUNTIME_NOT_ANSWERING,
	 WHY ", although containerd.service is active, after 1.0 s of waiting for containerd.service", false},
	{"a check while it is active without a socket", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_ACTIVE}, VERDICT_WARN, CAUSE_RUNTIME_NOT_ANSWERING,
	 WHY ", although containerd.service is active; only its files were read", false},
	{"it has failed", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_FAILED, .reason = "level=fatal"}, VERDICT_FAIL,
	 CAUSE_RUNTIME_FAILED, "containerd.service has failed; it says: level=fatal", true},
	{"it has failed without a word", CRI_NOT_RUNNING, {.has_state = true, .phase = SERVICE_FAILED},
	 VERDICT_FAIL, CAUSE_RUNTIME_FAILED, "containerd.service has failed", true},
	{"it has failed, and another runtime is installed", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_FAILED, .is_doubtful = true}, VERDICT_WARN,
	 CAUSE_RUNTIME_FAILED, "containerd.service has failed", true},
	{"its first restart is to come", CRI_NOT_RUNNING, {.has_state = true, .phase = SERVICE_RESTARTING},
	 VERDICT_WARN, CAUSE_RUNTIME_NOT_RUNNING, "is starting", false},
	{"its second restart has failed", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_RESTARTING, .restarts = 2}, VERDICT_FAIL,
	 CAUSE_RUNTIME_FAILED, "has failed", true},
	/* It ends at each start: recovery, which looks at any moment, does not take one of them for a cure. */
	{"a look at its third start", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_STARTING, .restarts = 2}, VERDICT_FAIL, CAUSE_RUNTIME_FAILED,
	 "containerd.service has failed", true},
	{"a look at its third end", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_STOPPING, .restarts = 2}, VERDICT_FAIL, CAUSE_RUNTIME_FAILED,
	 "containerd.service has failed", true},
	{"a look at its third start, of Type=simple", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_ACTIVE, .restarts = 2, .is_simple = true}, VERDICT_FAIL,
	 CAUSE_RUNTIME_FAILED, "containerd.service has failed", true},
	{"its third start hangs", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_STARTING, .restarts = 2, .waits = true, .waited_ms = 58900},
	 VERDICT_WARN, CAUSE_RUNTIME_NOT_ANSWERING, "after 58.9 s of waiting", false},
	{"it was restarted twice, and is active", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_ACTIVE, .restarts = 2}, VERDICT_WARN, CAUSE_RUNTIME_NOT_ANSWERING,
	 "although containerd.service is active", false},
	{"it waits for a restart when the wait ends", CRI_NOT_RUNNING,
	 {.has_state = true, .phase = SERVICE_RESTARTING, .waited_ms = 60000}, VERDICT_FAIL,
	 CAUSE_RUNTIME_FAILED, "has failed, after 60.0 s of waiting", true},
	{"k3s starts its own", CRI_NOT_RUNNING, {.distribution = &k3s}, VERDICT_SKIP, CAUSE_NONE,
	 "containerd of k3s was not asked, because k3s starts it itself", false},
	{"MicroK8s has a service for it", CRI_NOT_RUNNING,
	 {.distribution = &microk8s, .has_state = true, .phase = SERVICE_FAILED}, VERDICT_FAIL,
	 CAUSE_RUNTIME_FAILED, "has failed", true},
	{"silence", CRI_NO_ANSWER, {.error = -ETIMEDOUT}, VERDICT_WARN, CAUSE_RUNTIME_NOT_ANSWERING,
	 WHY "; only its files were read", false},
	{"it closes", CRI_NO_ANSWER, {.error = -ECONNRESET, .has_state = true, .phase = SERVICE_ACTIVE},
	 VERDICT_WARN, CAUSE_RUNTIME_NOT_ANSWERING, WHY "; only its files were read", false},
	{"it fails while it is asked", CRI_NO_ANSWER,
	 {.error = -ECONNRESET, .has_state = true, .phase = SERVICE_FAILED, .reason = "panic: "}, VERDICT_FAIL,
	 CAUSE_RUNTIME_FAILED, "containerd.service has failed; it says: panic: ", true},
	{"no CRI", CRI_NO_SERVICE, {.reason = "failed to load plugin"}, VERDICT_FAIL, CAUSE_RUNTIME_WITHOUT_CRI,
	 "kubelet can start no pod (containerd, as kubelet says); it says: failed to load plugin", true},
	{"no CRI, and another runtime", CRI_NO_SERVICE, {.is_doubtful = true}, VERDICT_WARN,
	 CAUSE_RUNTIME_WITHOUT_CRI, WHY, true},
};

static void test_rows(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct row *row = &rows[i];
		_cleanup_(runtime_judgement_free) struct runtime_judgement got = {0};
		const struct runtime_choice choice = {.name = "containerd",
						      .reason = (char *)"as kubelet says",
						      .unit = "containerd",
						      .distribution = row->with.distribution,
						      .doubtful = row->with.is_doubtful};
		const struct inquiry inquiry = {
			.unit = (char *)"containerd.service",
			.waited_ms = row->with.waited_ms,
			.has_state = row->with.has_state,
			.state = {row->with.phase, row->with.restarts, 0, row->with.is_simple},
			.waits = row->with.waits,
			.answer = {.outcome = row->outcome,
				   .endpoint = (char *)"/run/x.sock",
				   .why = (char *)WHY,
				   .error = row->with.error,
				   .version = {(char *)"containerd", (char *)"1.7.24"},
				   .status = {.runtime_ready = row->with.is_ready,
					      .runtime_message = (char *)"dockerd is down"}},
		};

		runtime_judge(&choice, &inquiry, !row->with.is_user, row->with.reason, &got);
		if (got.verdict != row->verdict || got.cause != row->cause ||
		    !strstr(got.words, row->words))
			fail_msg("%s: %s, cause %d: %s", row->name, verdict_name(got.verdict),
				 (int)got.cause, got.words);
		assert_int_equal(runtime_needs_reason(&inquiry), row->needs_reason);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return RUN_GROUP("judge", tests);
}
