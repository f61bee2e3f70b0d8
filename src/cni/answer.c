/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The answer about a directory of CNI configurations: what it holds, and how it is put together. */
#include "config.h"

#include <errno.h>

#include "cni/answer.h"
#include "core/remedy.h"

void cni_answer_free_notices(struct cni_answer *answer)
{
	for (size_t i = 0; i < answer->notice_count; i++) {
		free(answer->notices[i].subject);
		free(answer->notices[i].words);
		remedy_free(&answer->notices[i].remedy);
	}
	free(answer->notices);
	answer->notices = NULL;
	answer->notice_count = 0;
}

void cni_answer_free(struct cni_answer *answer)
{
	cni_answer_free_notices(answer);
	for (size_t i = 0; i < answer->more_count; i++)
		cni_config_free(&answer->more[i]);
	free(answer->more);
	free(answer->file);
	free(answer->path);
	free(answer->fault);
	remedy_free(&answer->remedy);
	cni_config_free(&answer->config);
	*answer = (struct cni_answer){0};
}

bool cni_answer_stops_all(const struct cni_answer *answer)
{
	return answer->hangs || answer->unwatchable;
}

void cni_answer_note(struct cni_answer *answer, enum cause_id cause, char *subject, char *words,
		     struct remedy remedy)
{
	answer->notices =
		xreallocarray(answer->notices, answer->notice_count + 1, sizeof(*answer->notices));
	answer->notices[answer->notice_count++] =
		(struct cni_notice){cause, subject, words, remedy};
}

/* What an error of an open or a read says: the runtime meets it too, or it is not known. */
static enum cni_state state_of_error(int error)
{
	static const int of_node[] = {EFBIG,        EIO,    EISDIR,  ELOOP,   EMEDIUMTYPE,
				      ENAMETOOLONG, ENOENT, ENOLINK, ENOTDIR, ENXIO};

	for (size_t i = 0; i < ARRAY_SIZE(of_node); i++)
		if (error == -of_node[i])
			return CNI_UNREADABLE;
	return CNI_UNKNOWN;
}

void cni_answer_set(struct cni_answer *answer, enum cni_state state, char *fault,
		    struct remedy remedy)
{
	answer->state = state;
	answer->fault = fault;
	answer->remedy = remedy;
}

void cni_answer_error(const struct context *ctx, struct cni_answer *answer, int error,
		      struct remedy remedy)
{
	bool denied = sysroot_error_is_denied(error);

	answer->error = error;
	if (denied) {
		remedy_free(&remedy);
		remedy = remedy_root(ctx);
	}
	cni_answer_set(answer, state_of_error(error),
		       xstrdup(denied ? "only root can read it" : sysroot_strerror(error)), remedy);
}

bool cni_answer_is_broken(const struct cni_answer *answer)
{
	return answer->state == CNI_INVALID || answer->state == CNI_UNREADABLE;
}

enum cause_id cni_answer_cause(const struct cni_answer *answer)
{
	return answer->state == CNI_INVALID ? CAUSE_CNI_CONFIG_INVALID
					    : CAUSE_CNI_CONFIG_UNREADABLE;
}

char *cni_answer_types(const struct cni_answer *answer)
{
	_cleanup_strv_ char **types = NULL;

	for (size_t i = 0; i < answer->config.count; i++)
		strv_append(&types, answer->config.plugins[i].type);
	return strv_join(types, ", ");
}

const char *cni_loader_name(const struct cni_runtime *runtime)
{
	if (runtime->loader == CNI_LOADER_CONTAINERD)
		return "containerd";
	return runtime->unit && text_equal(runtime->unit, "cri-docker") ? "cri-dockerd" : "CRI-O";
}

/* A command could change a directory that only a guess names. */
static void drop_commands(struct report *report, size_t first)
{
	for (size_t i = first; i < report->count; i++) {
		free(report->findings[i].remedy);
		report->findings[i].remedy = NULL;
		free(report->findings[i].note);
		report->findings[i].note = NULL;
		report->findings[i].remedy_kind = REMEDY_NONE;
	}
}

int cni_each_place(const struct context *ctx, const struct cni_runtime *runtime, bool guessed,
		   int (*look)(struct cni_reading *reading, struct report *report),
		   struct report *report)
{
	struct settings settings = *ctx->settings;
	struct context context = *ctx;
	struct cni_reading reading = {.ctx = &context, .runtime = runtime};
	size_t first = report->count;
	int r = 0;

	if (guessed) {
		settings.invalid = INVALID_WARN;
		settings.absent = ABSENT_ALLOW;
		context.settings = &settings;
	}
	for (size_t i = runtime->place_count; i > 0 && r == 0; i--) {
		reading.place = &runtime->places[i - 1];
		r = look(&reading, report);
	}
	strv_free(reading.ignored_files);
	if (guessed)
		drop_commands(report, first);
	return r;
}
