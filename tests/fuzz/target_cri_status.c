/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fuzz target: the answers of a container runtime, as protobuf and JSON, and as a document of HTTP. */
#include "config.h"

#include <errno.h>

#include "runtime/status.h"
#include "target.h"
#include "text/http.h"
#include "util/util.h"

static void read_as_status(const char *bytes, size_t size)
{
	struct cri_status status = {.conf_dir = UNTOUCHED};
	int r = cri_status_read(bytes, size, &status);

	CLAIM(r == 0 || r == -EBADMSG || r == -E2BIG);
	if (r < 0) {
		CLAIM(status.conf_dir == UNTOUCHED);
		return;
	}
	CLAIM(status.network_reason && status.network_message && status.runtime_message);
	CLAIM(status.network_count <= CRI_NETWORKS_MAX && status.load_count <= CRI_INFO_MAX);
	for (size_t i = 0; i < status.network_count; i++)
		CLAIM(status.networks[i].name && strv_length(status.networks[i].types) <= CRI_NETWORKS_MAX);
	for (size_t i = 0; i < status.load_count; i++)
		CLAIM(status.loads[i].words);
	CLAIM(!cri_status_load(&status) || status.load_count > 0);
	cri_status_free(&status);
}

static void read_as_version(const char *bytes, size_t size)
{
	struct cri_version version = {.name = UNTOUCHED};
	int r = cri_version_read(bytes, size, &version);

	CLAIM(r == 0 || r == -EBADMSG);
	CLAIM(r == 0 || version.name == UNTOUCHED);
	if (r < 0)
		return;
	CLAIM(*version.name && version.version);
	cri_version_free(&version);
}

void target_cri_status(const char *text, size_t size)
{
	char *document = UNTOUCHED;
	size_t length;
	int r;

	read_as_status(text, size);
	read_as_version(text, size);
	r = http_document(text, size, &document, &length);
	CLAIM(r == 0 || (r == -EBADMSG && document == UNTOUCHED));
	if (r == 0) {
		CLAIM(length < size && document[length] == '\0');
		free(document);
	}
}
