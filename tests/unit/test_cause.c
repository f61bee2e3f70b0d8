/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of causes: names and message ids are stable, unique and of their form. */
#include "config.h"

#include "commands/checks.h"
#include "fixture.h"

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static void test_names_are_kebab_case(void **state)
{
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++) {
		const char *name = cause_get((enum cause_id)id)->name;

		assert_int_equal(cause_get((enum cause_id)id)->id, id);
		assert_non_null(name);
		if (!*name || name[strspn(name, LOWER DIGITS "-")] || *name == '-' ||
		    text_ends(name, "-") || strstr(name, "--"))
			fail_msg("\"%s\" is not kebab-case", name);
	}
}

static void assert_message_id(const char *message_id)
{
	assert_non_null(message_id);
	if (strlen(message_id) != 32 || strspn(message_id, DIGITS "abcdef") != 32)
		fail_msg("\"%s\" is not 32 lower-case hexadecimal digits", message_id);
	if (message_id[strspn(message_id, "0")] == '\0')
		fail_msg("the null id means that there is none");
}

static void test_message_ids(void **state)
{
	assert_message_id(MESSAGE_ID_FIT);
	assert_message_id(MESSAGE_ID_UNFIT);
	assert_string_not_equal(MESSAGE_ID_FIT, MESSAGE_ID_UNFIT);
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++) {
		const struct cause *cause = cause_get((enum cause_id)id);

		assert_message_id(cause->message_id);
		assert_string_not_equal(cause->message_id, MESSAGE_ID_FIT);
		assert_string_not_equal(cause->message_id, MESSAGE_ID_UNFIT);
	}
}

static void test_all_are_unique(void **state)
{
	for (int a = CAUSE_NONE + 1; a < _CAUSE_COUNT; a++)
		for (int b = CAUSE_NONE + 1; b < a; b++) {
			const struct cause *one = cause_get((enum cause_id)a);
			const struct cause *other = cause_get((enum cause_id)b);

			assert_string_not_equal(one->name, other->name);
			assert_string_not_equal(one->message_id, other->message_id);
			assert_string_not_equal(one->meaning, other->meaning);
		}
}

static void assert_sentence(const char *cause, const char *text)
{
	if (!text || *text < 'A' || *text > 'Z' || !text_ends(text, ".") || strpbrk(text, "\t\n"))
		fail_msg("%s: \"%s\" is no sentence", cause, text ? text : "");
}

static void test_words_are_sentences(void **state)
{
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++) {
		const struct cause *cause = cause_get((enum cause_id)id);

		assert_sentence(cause->name, cause->meaning);
		assert_sentence(cause->name, cause->remedy);
	}
}

/* A background, where there is one, is a sentence; pages are named as systemd names them. */
static void test_backgrounds(void **state)
{
	size_t count = 0;

	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++) {
		const struct cause *cause = cause_get((enum cause_id)id);
		const char *name = cause->name, *text = cause->background;
		_cleanup_strv_ char **pages = NULL;

		count += text != NULL;
		if (text && (!text_ends(text, ".") || strpbrk(text, "@\t\n")))
			fail_msg("%s: \"%s\" is no sentence", name, text);
		assert_non_null(cause->pages);
		pages = strv_split(cause->pages);
		assert_non_null(*pages);
		for (char **page = pages; *page; page++)
			if (!text_starts(*page, "man:") || !text_ends(*page, ")"))
				fail_msg("%s: \"%s\" is no page", name, *page);
	}
	assert_true(count > 0 && count < _CAUSE_COUNT - 1);
}

static void test_find(void **state)
{
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++)
		assert_int_equal(cause_find(cause_get((enum cause_id)id)->name), id);
	assert_int_equal(cause_find(""), CAUSE_NONE);
	assert_int_equal(cause_find("module"), CAUSE_NONE);
}

/* A cause is something wrong: it is never a pass. */
static void test_verdicts(void **state)
{
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++) {
		const struct cause *cause = cause_get((enum cause_id)id);

		assert_true(cause->verdict >= VERDICT_WARN && cause->verdict <= VERDICT_FAIL);
	}
}

/* No row of the overlay or of an image is without its scope, and no other has one. */
static void test_scopes(void **state)
{
	for (int id = CAUSE_NONE + 1; id < _CAUSE_COUNT; id++) {
		const struct cause *cause = cause_get((enum cause_id)id);
		bool image = text_starts(cause->name, "gate-") && id != CAUSE_GATE_MASKED;
		bool after = text_starts(cause->name, "overlay-") || id == CAUSE_CNI_INSTALLER_FAILED;

		if (cause->scope != (after   ? SCOPE_AFTER_KUBELET
				     : image ? SCOPE_IMAGE
					     : SCOPE_NODE))
			fail_msg("%s: scope %d", cause->name, cause->scope);
	}
}

/* Each check has a name, a title, and a cause for when it could not look. */
static void test_checks(void **state)
{
	for (size_t i = 0; i < all_checks_count; i++) {
		const struct check *check = all_checks[i];

		assert_true(*check->title);
		assert_ptr_equal(check_find(check->name), check);
		assert_int_not_equal(check->blind, CAUSE_NONE);
		/* an ERROR, but for what leaves the verdict to other checks */
		assert_int_equal(cause_get(check->blind)->verdict,
				 check->blind == CAUSE_PACKAGE_UNKNOWN ||
						 check->blind == CAUSE_PERSIST_NOT_WRITTEN ||
						 check->blind == CAUSE_RUNTIME_NOT_ASKED ||
						 check->blind == CAUSE_NEXT_KERNEL_UNKNOWN
					 ? VERDICT_WARN
					 : VERDICT_ERROR);
		for (size_t before = 0; before < i; before++)
			assert_string_not_equal(check->name, all_checks[before]->name);
	}
	assert_null(check_find(""));
	assert_null(check_find("modul"));
	assert_null(check_find("settings"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_are_kebab_case),
		cmocka_unit_test(test_message_ids),
		cmocka_unit_test(test_all_are_unique),
		cmocka_unit_test(test_words_are_sentences),
		cmocka_unit_test(test_backgrounds),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_checks),
	};

	return RUN_GROUP("cause", tests);
}
