/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ask the container runtime of the live node. */
#include "config.h"

#include <errno.h>
#include <time.h>

#include "runtime/ask.h"
#include "system/cri.h"
#include "system/manager.h"
#include "text/http.h"

/* Before a question is put again. */
#define AGAIN_MS 200

/*
 * How old CRI-O's socket is when its answer counts: 1.26 to 1.31 say "ready" and 1.32 to 1.35
 * "uninitialized" until they have read the directory, 541 ms after the first connect at most.
 */
#define CRIO_READY_MS      600
#define CRIO_NAME          "cri-o"
#define CRIO_UNIT          "crio.service"
#define CRIO_UNINITIALIZED "plugin status uninitialized"

/* The versions of the service, the newest first: containerd before 1.6 has the second alone. */
static const char *const services[] = {"runtime.v1", "runtime.v1alpha2"};

/* StatusRequest{verbose: true} */
static const unsigned char verbose[] = {1 << 3, 1};

/* One look at an endpoint. */
struct question {
	const struct context *ctx;
	const char *path;
	uint64_t deadline_ms, connected_ms;
	struct cri *cri;
	const char *service; /* the one of services that it serves */
	struct cri_answer *answer;
};

void cri_answer_free(struct cri_answer *answer)
{
	free(answer->endpoint);
	free(answer->why);
	cri_version_free(&answer->version);
	cri_status_free(&answer->status);
	crio_config_free(&answer->config);
	*answer = (struct cri_answer){0};
}

/* The answer is complete. Takes why over. */
static void end(struct cri_answer *answer, enum cri_outcome outcome, int error, char *why)
{
	free(answer->why);
	answer->outcome = outcome;
	answer->error = error;
	answer->why = why;
}

static void end_with_error(struct cri_answer *answer, int error)
{
	enum cri_outcome outcome = CRI_NO_ANSWER;
	const char *words = cri_strerror(error);

	if (error == -ENOENT || error == -ENOTDIR)
		words = "the socket does not exist";
	if (error == -EBADMSG || error == -E2BIG)
		words = cri_strerror(-EPROTO);
	if (error == -ELIBACC || error == -EACCES || error == -EPERM)
		outcome = CRI_NOT_ASKED;
	if (error == -ENOENT || error == -ENOTDIR || error == -ECONNREFUSED)
		outcome = CRI_NOT_RUNNING;
	end(answer, outcome, error, format_text("%s: %s", answer->endpoint, words));
}

/* The path of "unix:///run/x.sock", "unix:/run/x.sock" and "/run/x.sock"; NULL for another kind. */
static const char *path_of_endpoint(const char *endpoint)
{
	if (text_starts(endpoint, "unix://"))
		endpoint += strlen("unix://");
	else if (text_starts(endpoint, "unix:"))
		endpoint += strlen("unix:");
	return *endpoint == '/' ? endpoint : NULL;
}

/* 1 when the call was answered with a message, 0 when it was refused. */
static int call(const struct question *question, const char *method, const void *message, size_t size,
		struct grpc_reply *ret)
{
	_cleanup_free_ char *path = format_text("/%s.RuntimeService/%s", question->service, method);
	int r = cri_call(question->cri, path, message, size, ret);

	return r < 0 ? r : ret->status == GRPC_OK;
}

/* Before a question is put again: false when there is no time for it. */
static bool wait_again(const struct question *question)
{
	if (now_ms() + AGAIN_MS >= question->deadline_ms)
		return false;
	sleep_ms(AGAIN_MS);
	return true;
}

/* The call was refused: a runtime that starts does so until it can answer. */
static void end_refused(const struct question *question, const struct grpc_reply *reply)
{
	end(question->answer, CRI_NO_ANSWER, 0,
	    format_text("%s: %s (gRPC status %d)", question->answer->endpoint,
			reply->words ? reply->words : "no reason given", reply->status));
}

/* The first service that is served. 1, 0 when the answer is complete without it, -errno. */
static int ask_version(struct question *question)
{
	for (size_t i = 0; i < ARRAY_SIZE(services);) {
		_cleanup_(grpc_reply_free) struct grpc_reply reply = {0};
		int r;

		question->service = services[i];
		r = call(question, "Version", NULL, 0, &reply);
		if (r < 0)
			return r;
		if (r > 0) {
			r = cri_version_read(reply.message, reply.size, &question->answer->version);
			return r < 0 ? r : 1;
		}
		if (reply.status == GRPC_UNIMPLEMENTED) {
			i++;
		} else if (!wait_again(question)) {
			end_refused(question, &reply);
			return 0;
		}
	}
	end(question->answer, CRI_NO_SERVICE, 0,
	    format_text("%s: the service there does not serve the CRI",
			question->answer->endpoint));
	return 0;
}

/*
 * Wait until CRI-O has read its directory. It was started when its unit became active, or, where
 * systemd does not say it, when we connected at the latest.
 */
static void wait_for_crio(const struct question *question)
{
	static char *const units[] = {(char *)CRIO_UNIT, NULL};
	uint64_t since_us = 0, ready = question->connected_ms + CRIO_READY_MS, now;
	_cleanup_free_ char *unit = NULL;
	struct manager *manager;

	if (!question->ctx->root->confined && manager_open(&manager) == 0) {
		if (manager_find_active(manager, units, &unit, &since_us) > 0 &&
		    since_us / 1000 < question->connected_ms)
			ready = since_us / 1000 + CRIO_READY_MS;
		manager_close(manager);
	}
	now = now_ms();
	if (now < ready)
		sleep_ms((unsigned int)(ready - now));
}

/* 1 when the status can be used, 0 when it says nothing yet; else -errno. */
static int read_status(struct question *question, const struct grpc_reply *reply)
{
	struct cri_status *status = &question->answer->status;
	int r = cri_status_read(reply->message, reply->size, status);

	if (r < 0 || !strstr(status->network_message, CRIO_UNINITIALIZED))
		return r < 0 ? r : 1;
	end(question->answer, CRI_NO_ANSWER, 0,
	    format_text("%s: %s", question->answer->endpoint, status->network_message));
	cri_status_free(status);
	return 0;
}

/* 1, 0 when the answer is complete without it, -errno. */
static int ask_status(struct question *question)
{
	for (;;) {
		_cleanup_(grpc_reply_free) struct grpc_reply reply = {0};
		int r = call(question, "Status", verbose, sizeof(verbose), &reply);

		if (r > 0)
			r = read_status(question, &reply);
		else if (r == 0 && reply.status == GRPC_UNIMPLEMENTED)
			return -EPROTO;
		else if (r == 0)
			end_refused(question, &reply);
		if (r != 0 || !wait_again(question))
			return r;
	}
}

/* The directories in force, from CRI-O's own HTTP endpoint. Without it has_config stays false. */
static void ask_config(struct question *question)
{
	struct cri_answer *answer = question->answer;
	struct toml_fault fault = {0};
	_cleanup_free_ char *reply = NULL, *document = NULL;
	size_t size;
	int r = cri_get(question->ctx->root, question->path, "/config", question->deadline_ms, &reply,
			&size);

	if (r < 0 || http_document(reply, size, &document, &size) < 0)
		return;
	crio_config_default(&answer->config);
	answer->has_config = crio_config_update(&answer->config, document, size, &fault) == 0;
	free(fault.words);
}

static int ask_all(struct question *question)
{
	int r = cri_connect(question->ctx->root, question->path, question->deadline_ms, &question->cri);

	question->connected_ms = now_ms();
	if (r == 0)
		r = ask_version(question);
	if (r > 0 && text_equal(question->answer->version.name, CRIO_NAME)) {
		wait_for_crio(question);
		ask_config(question);
	}
	if (r > 0)
		r = ask_status(question);
	if (r > 0)
		end(question->answer, CRI_ANSWERED, 0, NULL);
	return r;
}

void cri_ask(const struct context *ctx, const char *endpoint, uint64_t deadline_ms, struct cri_answer *ret)
{
	struct cri_answer answer = {.endpoint = xstrdup(endpoint)};
	struct question question = {.ctx = ctx,
				    .path = path_of_endpoint(endpoint),
				    .deadline_ms = deadline_ms,
				    .answer = &answer};
	uint64_t begin = now_ms();
	int r = 0;

	if (!ctx->kernel)
		end(&answer, CRI_NOT_ASKED, 0, xstrdup("it is not the running system"));
	else if (!question.path)
		end(&answer, CRI_NOT_ASKED, 0, format_text("%s is not a unix socket", endpoint));
	else if (geteuid() != 0)
		end(&answer, CRI_NOT_ASKED, 0, xstrdup("only root may connect to its socket"));
	else
		r = ask_all(&question);
	/* Where the time ended after a refusal, the words of the refusal say why. */
	if (r < 0 && !(r == -ETIMEDOUT && answer.why))
		end_with_error(&answer, r);
	cri_close(question.cri);
	answer.took_ms = now_ms() - begin;
	*ret = answer;
}
