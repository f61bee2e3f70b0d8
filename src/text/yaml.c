/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One setting of a YAML document, read with libyaml: the only code that includes it. */
#include "config.h"

#include <errno.h>

#include <yaml.h>

#include "text/quote.h"
#include "text/yaml.h"
#include "util/util.h"

struct reader {
	yaml_parser_t parser;
	const char *key;
	char *value;
	unsigned int depth, events;
	bool at_value; /* in the mapping of the document: a value comes next, */
	bool wanted;   /* and it is the value of the key */
	char **fault;
	unsigned int *line;
};

static int complain(struct reader *reader, size_t line, const char *words)
{
	*reader->line = (unsigned int)line;
	*reader->fault = quote_message(words);
	return -EBADMSG;
}

static int complain_parser(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;

	if (parser->error == YAML_MEMORY_ERROR)
		out_of_memory();
	return complain(reader, parser->problem_mark.line + 1,
			parser->problem ? parser->problem : "it is not YAML");
}

/* After a whole key or value of the mapping of the document. */
static void step(struct reader *reader)
{
	reader->at_value = !reader->at_value;
	if (!reader->at_value)
		reader->wanted = false;
}

static void take_scalar(struct reader *reader, const yaml_event_t *event)
{
	const char *value = (const char *)event->data.scalar.value;

	if (reader->depth != 1)
		return;
	if (!reader->at_value)
		reader->wanted = event->data.scalar.length == strlen(reader->key) &&
				 text_equal(value, reader->key);
	else if (reader->wanted && *value && !reader->value)
		reader->value = xstrdup(value);
	step(reader);
}

static int take_event(struct reader *reader, const yaml_event_t *event)
{
	size_t line = event->start_mark.line + 1;

	if (++reader->events > YAML_EVENTS_MAX)
		return complain(reader, line, "too many values");
	switch (event->type) {
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		if (reader->depth == 0 && event->type == YAML_SEQUENCE_START_EVENT)
			return complain(reader, line, "it is a list, not a mapping");
		if (++reader->depth > YAML_DEPTH_MAX)
			return complain(reader, line, "values are nested too deeply");
		return 0;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		reader->depth--;
		__attribute__((fallthrough));
	case YAML_ALIAS_EVENT:
		if (reader->depth == 1)
			step(reader);
		return 0;
	case YAML_SCALAR_EVENT:
		if (reader->depth == 0 && event->data.scalar.length > 0)
			return complain(reader, line, "it is a word, not a mapping");
		take_scalar(reader, event);
		return 0;
	default:
		return 0;
	}
}

static int read_document(struct reader *reader)
{
	for (bool end = false; !end;) {
		yaml_event_t event;
		int r;

		if (!yaml_parser_parse(&reader->parser, &event))
			return complain_parser(reader);
		end = event.type == YAML_DOCUMENT_END_EVENT || event.type == YAML_STREAM_END_EVENT;
		r = take_event(reader, &event);
		yaml_event_delete(&event);
		if (r < 0)
			return r;
	}
	return 0;
}

int yaml_take_text(const char *text, size_t size, const char *key, char **ret, char **ret_fault,
		   unsigned int *ret_line)
{
	struct reader reader = {.key = key, .fault = ret_fault, .line = ret_line};
	int r;

	if (!yaml_parser_initialize(&reader.parser))
		out_of_memory();
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, size);
	r = read_document(&reader);
	yaml_parser_delete(&reader.parser);
	if (r < 0) {
		free(reader.value);
		return r;
	}
	*ret = reader.value;
	return 0;
}
