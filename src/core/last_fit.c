/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of the last fit gate. */
#include "config.h"

#include <errno.h>

#include "core/last_fit.h"
#include "system/durable.h"
#include "text/document.h"
#include "text/quote.h"
#include "text/record.h"

#define FORM_VERSION 1 /* raise it when this release would misread what an older one wrote */
#define FILE_MAX     (8 * 1024) /* a record has some 500 bytes; the path of a file can have 4096 */
#define DEPTH_MAX    2

static const struct {
	const char *key, *label;
	/* It is a detail of that fact: a change counts only where that one has not changed. */
	enum fit_fact of;
} all_facts[_FIT_FACT_COUNT] = {
	[FIT_KERNEL] = {"kernel", "kernel", FIT_KERNEL},
	[FIT_KERNEL_BUILD] = {"kernel_build", "build of the kernel", FIT_KERNEL},
	[FIT_KERNEL_PACKAGE] = {"kernel_package", "package of the kernel", FIT_KERNEL},
	[FIT_RUNTIME] = {"runtime", "container runtime", FIT_RUNTIME},
	[FIT_RUNTIME_VERSION] = {"runtime_version", "version of the container runtime",
				 FIT_RUNTIME},
	[FIT_NETWORK] = {"network", "network file", FIT_NETWORK},
	/* A hash says nothing to people. */
	[FIT_NETWORK_HASH] = {"network_hash", NULL, FIT_NETWORK},
};

void fit_record_free(struct fit_record *record)
{
	free(record->at);
	for (size_t i = 0; i < _FIT_FACT_COUNT; i++)
		free(record->facts[i]);
	*record = (struct fit_record){0};
}

void fit_record_add(struct json_object *object, const struct fit_record *record)
{
	document_add_string(object, "at", record->at);
	for (size_t i = 0; i < _FIT_FACT_COUNT; i++)
		document_add_string(object, all_facts[i].key, record->facts[i]);
}

/* The form of report_time(), in which the order of the texts is that of the times. */
static bool is_time(const char *text)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	size_t i = 0;

	while (form[i] && (form[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i]))
		i++;
	return !form[i] && !text[i];
}

static int take(struct json_object *document, const char *now, struct fit_record *ret)
{
	struct json_object *version = record_value(document, "version", JSON_NAMES_LAST);
	const char *at = record_string(document, "at");

	if (!json_object_is_type(version, json_type_int) ||
	    json_object_get_int64(version) != FORM_VERSION || !is_time(at) ||
	    !*record_string(document, all_facts[FIT_KERNEL].key))
		return -EBADMSG;
	*ret = (struct fit_record){.at = strcmp(at, now) > 0 ? NULL : xstrdup(at)};
	for (size_t i = 0; i < _FIT_FACT_COUNT; i++) {
		const char *fact = record_string(document, all_facts[i].key);

		ret->facts[i] = *fact ? quote_message(fact) : NULL;
	}
	return 0;
}

int fit_record_parse(const char *text, size_t size, const char *now, struct fit_record *ret)
{
	_cleanup_free_ char *fault = NULL;
	struct json_object *document = NULL;
	int r = json_parse_as(text, size, JSON_NAMES_LAST, DEPTH_MAX, &document, &fault);

	if (r == 0)
		r = take(document, now, ret);
	json_object_put(document);
	return r;
}

int fit_record_read(const struct sysroot *root, const char *now, struct fit_record *ret)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r = sysroot_read(root, LAST_FIT_DIRECTORY "/" LAST_FIT_NAME, FILE_MAX, &text, &size);

	return r < 0 ? r : fit_record_parse(text, size, now, ret);
}

int fit_record_write(const struct sysroot *root, const struct fit_record *record)
{
	struct json_object *document = document_new();
	_cleanup_free_ char *text = NULL;

	document_add_number(document, "version", FORM_VERSION);
	fit_record_add(document, record);
	text = document_finish(document);
	if (mkdirat(root->fd, &LAST_FIT_DIRECTORY[1], 0700) < 0 && errno != EEXIST)
		return -errno;
	return durable_write(root, LAST_FIT_DIRECTORY, LAST_FIT_NAME, text, strlen(text), 0600);
}

/* What is not known of one of them has not changed, as far as can be said. */
static bool has_changed(const struct fit_record *then, const struct fit_record *now, size_t fact)
{
	return then->facts[fact] && now->facts[fact] &&
	       !text_equal(then->facts[fact], now->facts[fact]);
}

char **fit_record_changes(const struct fit_record *then, const struct fit_record *now)
{
	char **changes = NULL;

	for (size_t i = 0; i < _FIT_FACT_COUNT; i++) {
		const char *label = all_facts[i].label;
		size_t of = all_facts[i].of;
		_cleanup_free_ char *words = NULL;

		if (!has_changed(then, now, i) || (of != i && has_changed(then, now, of)))
			continue;
		words = label ? format_text("%s %s -> %s", label, then->facts[i], now->facts[i])
			      : format_text("%s %s has changed", all_facts[of].label,
					    now->facts[of] ? now->facts[of] : "");
		strv_append(&changes, words);
	}
	return changes;
}

char *fit_record_sentence(const struct fit_record *then, char *const *changes)
{
	_cleanup_free_ char *list = changes ? strv_join(changes, "; ")
					    : xstrdup("no change of kernel, container runtime or "
						      "network file is known");

	if (!then->at)
		return format_text("Last fit with kernel %s (at a time that is later than this "
				   "node's clock); since then: %s",
				   then->facts[FIT_KERNEL], list);
	return format_text("Last fit on %s with kernel %s; since then: %s", then->at,
			   then->facts[FIT_KERNEL], list);
}
