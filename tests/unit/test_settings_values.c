/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which value of the settings holds, where it comes from, and how it is printed. */
#include "config.h"

#include "settings_fixture.h"

#define DROPIN       "/usr/lib/kubelet-preflight.conf.d/10-a.conf"
#define LATER_DROPIN "/etc/kubelet-preflight.conf.d/20-b.conf"

/* A mode that cannot be read must not open the gate, whatever an earlier file said. */
static void test_mode(void **state)
{
	static const struct {
		const char *value;
		enum gate_mode mode;
		const char *part; /* of the warning; NULL for none */
	} rows[] = {
		{"enforce", MODE_ENFORCE, NULL},
		{"report", MODE_REPORT, NULL},
		{"Report", MODE_ENFORCE, "Mode=Report: the value must be enforce or report in this "
					 "release (did you mean report?): enforce holds"},
		{"tomorrow", MODE_ENFORCE, "enforce holds"},
		{"", MODE_ENFORCE, "Mode=: the value must be"},
		{"report report", MODE_ENFORCE, "enforce holds"},
		{"\xff", MODE_ENFORCE, "enforce holds"},
	};

	fixture_write(*state, DROPIN, "[Gate]\nMode=report\n");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = format_text("[Gate]\nMode=%s\n", rows[i].value);
		_cleanup_reading_ struct reading reading = {0};

		fixture_write(*state, LATER_DROPIN, text);
		reading = look(*state);
		assert_int_equal(reading.settings.mode, rows[i].mode);
		assert_counts(&reading, 0, rows[i].part ? 1 : 0);
		if (rows[i].part)
			assert_warning(*state, &reading, LATER_DROPIN, 2, rows[i].part);
		assert_origin(*state, &reading, "Gate", "Mode", LATER_DROPIN, 2);
	}
}

/* A value that is wrong leaves what an earlier file said, as if its line was not there. */
static void test_earlier_value_stays(void **state)
{
	_cleanup_reading_ struct reading reading = {0};

	fixture_write(*state, DROPIN, "[Overlay]\nPort=8472\n\n[CNI]\nInvalid=warn\n");
	fixture_write(*state, LATER_DROPIN, "[Overlay]\nPort=x\n[CNI]\nInvalid=tomorrow\n");
	reading = look(*state);
	assert_counts(&reading, 1, 1);
	assert_int_equal(reading.settings.port, 8472);
	assert_int_equal(reading.settings.invalid, INVALID_WARN);
	assert_origin(*state, &reading, "Overlay", "Port", DROPIN, 2);
	assert_origin(*state, &reading, "CNI", "Invalid", DROPIN, 5);
	assert_origin(*state, &reading, "CNI", "Absent", NULL, 0);
}

/* Each value as a settings file has it, so that what is printed can be read again. */
static void test_values(void **state)
{
	static const struct {
		const char *group, *name, *written, *read; /* written: NULL for the default */
	} rows[] = {
		{"Gate", "Mode", NULL, "enforce"},
		{"Gate", "Mode", "report", "report"},
		{"Kernel", "Modules", NULL, "vxlan"},
		{"Kernel", "Modules", "a  b-c", "a b_c"},
		{"Kernel", "Modules", "", ""},
		{"Kernel", "Probe", NULL, "yes"},
		{"Kernel", "Probe", "0", "no"},
		{"CNI", "Runtime", "cri-o", "cri-o"},
		{"CNI", "ConfDir", NULL, NULL},
		{"CNI", "BinDir", "/a/ /b", "/a /b"},
		{"Policy", "Block", NULL, ""},
		{"Policy", "Warn", "module-denied module-not-shipped module-denied",
		 "module-not-shipped module-denied"},
		{"Overlay", "Link", NULL, ""},
		{"Overlay", "Link", "none", "none"},
		{"Overlay", "VNI", NULL, NULL},
		{"Overlay", "VNI", "0", "0"},
		{"Overlay", "Port", "4789", "4789"},
		{"Overlay", "Timeout", NULL, "10min"},
		{"Overlay", "Timeout", "7200", "2h"},
		{"Overlay", "Grace", "90", "90s"},
		{"Metrics", "Textfile", NULL, ""},
		{"Metrics", "Textfile", "/a.prom", "/a.prom"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = format_text(
			"[%s]\n%s%s=%s\n", rows[i].group, rows[i].written ? "" : "#",
			rows[i].name, rows[i].written ? rows[i].written : "");
		_cleanup_reading_ struct reading reading = look_at(*state, text);
		_cleanup_free_ char *value = NULL;

		assert_sound(&reading);
		for (size_t k = 0; k < SETTINGS_KEYS; k++)
			if (text_equal(settings_keys[k].name, rows[i].name))
				value = settings_value(&reading.settings, &settings_keys[k]);
		if (rows[i].read)
			assert_string_equal(value, rows[i].read);
		else
			assert_null(value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_mode),
		FIXTURE_TEST(test_earlier_value_stays),
		FIXTURE_TEST(test_values),
	};

	return RUN_GROUP("settings_values", tests);
}
