/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the container runtime says of the CNI configuration of all pods. */
#include "config.h"

#include "cni/config/live.h"

#define AWAIT_MS 2000
#define AGAIN_MS 200

/* What the runtimes call themselves. */
#define CONTAINERD_NAME  "containerd"
#define CRIO_NAME        "cri-o"
#define CRI_DOCKERD_NAME "docker"

/* go-cni of containerd, and ocicni of CRI-O, with either case of the first letter. */
#define NO_CONFIG      "no network config found"
#define CRIO_NO_CONFIG "o CNI configuration file"

static enum cni_live containerd_live(const struct cri_status *status)
{
	const char *load = cri_status_load(status);

	if (!load)
		return CNI_LIVE_NONE;
	/* go-cni has loaded nothing when it has no directory, and finds no fault in that. */
	if (text_equal(load, "OK"))
		return status->conf_dir && !*status->conf_dir ? CNI_LIVE_REJECTED
							      : CNI_LIVE_NOT_YET;
	return strstr(load, NO_CONFIG) ? CNI_LIVE_ABSENT : CNI_LIVE_REJECTED;
}

enum cni_live cni_live_of(const struct cri_answer *answer)
{
	const struct cri_status *status;

	if (!answer || answer->outcome != CRI_ANSWERED || !answer->status.runtime_ready)
		return CNI_LIVE_NONE;
	status = &answer->status;
	if (status->network_ready)
		return CNI_LIVE_READY;
	if (text_equal(answer->version.name, CONTAINERD_NAME))
		return containerd_live(status);
	if (text_equal(answer->version.name, CRIO_NAME))
		return strstr(status->network_message, CRIO_NO_CONFIG) ? CNI_LIVE_ABSENT
								       : CNI_LIVE_NOT_YET;
	return text_equal(answer->version.name, CRI_DOCKERD_NAME) ? CNI_LIVE_ABSENT : CNI_LIVE_NONE;
}

/* CRI-O reports a file that it rejects as no file at all. */
static enum cni_live_verdict judge_absent(const struct cni_runtime *runtime,
					  const struct cni_answer *answer)
{
	if (answer->state == CNI_ABSENT)
		return CNI_LIVE_WAITS;
	/* CRI-O skips it for its plugins, which check cni-plugins reports. */
	if (answer->state == CNI_SOUND)
		return answer->unserved ? CNI_LIVE_AS_READ : CNI_LIVE_STALE;
	return runtime->loader == CNI_LOADER_CRIO ? CNI_LIVE_BROKEN : CNI_LIVE_WAITS;
}

/*
 * The network is loaded although its name is invalid, so each pod fails. CRI-O does not say which
 * one it has loaded.
 */
static bool refuses_pods(const struct cni_runtime *runtime, const struct cni_answer *answer)
{
	const struct cri_status *status;

	if (!answer->misnamed)
		return false;
	status = &runtime->answer->status;
	return status->network_count == 0 ||
	       text_equal(status->networks[0].name, answer->config.name);
}

enum cni_live_verdict cni_live_judge(enum cni_live live, const struct cni_runtime *runtime,
				     const struct cni_answer *answer)
{
	bool is_broken = cni_answer_is_broken(answer);

	if (live == CNI_LIVE_NONE)
		return CNI_LIVE_AS_READ;
	if (live == CNI_LIVE_ABSENT)
		return judge_absent(runtime, answer);
	if (live == CNI_LIVE_REJECTED)
		return is_broken ? CNI_LIVE_BROKEN : CNI_LIVE_STALE_FAIL;
	if (refuses_pods(runtime, answer))
		return CNI_LIVE_AS_READ;
	return is_broken ? CNI_LIVE_PASS_BUT : CNI_LIVE_PASS;
}

enum cni_live_verdict cni_live_verdict_of(const struct cni_reading *reading,
					  const struct cni_answer *answer)
{
	const struct cni_runtime *runtime = reading->runtime;

	if (reading->place != &runtime->places[0])
		return CNI_LIVE_AS_READ;
	return cni_live_judge(cni_live_of(runtime->answer), runtime, answer);
}

bool cni_live_is_loaded(enum cni_live_verdict verdict)
{
	return verdict == CNI_LIVE_PASS || verdict == CNI_LIVE_PASS_BUT;
}

/*
 * Whether the runtime says what follows from the files, so that it has read them as they are now.
 */
static bool agrees(const struct cni_reading *reading, enum cni_live live,
		   const struct cni_answer *answer)
{
	enum cni_live_verdict verdict = cni_live_judge(live, reading->runtime, answer);

	if (live == CNI_LIVE_ABSENT)
		return verdict != CNI_LIVE_STALE &&
		       (answer->state == CNI_ABSENT || reading->runtime->loader == CNI_LOADER_CRIO);
	if (live == CNI_LIVE_REJECTED)
		return verdict == CNI_LIVE_BROKEN;
	return live == CNI_LIVE_NONE || answer->state == CNI_SOUND || verdict == CNI_LIVE_AS_READ;
}

enum cni_live cni_live_await(const struct cni_reading *reading, const struct cni_answer *answer)
{
	const struct cri_answer *said = reading->runtime->answer;
	enum cni_live live = cni_live_of(said);
	uint64_t end = now_ms() + AWAIT_MS;

	if (!said || reading->place != &reading->runtime->places[0])
		return CNI_LIVE_NONE;
	while (!agrees(reading, live, answer) && now_ms() + AGAIN_MS < end) {
		sleep_ms(AGAIN_MS);
		live = cni_live_of(&inquiry_repeat(reading->ctx)->answer);
	}
	return live;
}

const char *cni_live_words(const struct cri_answer *answer)
{
	const char *load = cri_status_load(&answer->status);

	return load && !text_equal(load, "OK") ? load : answer->status.network_message;
}
