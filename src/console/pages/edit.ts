/** The form in which a person edits a record; what it sends is a PATCH like any other client's. */
import type { Entity } from '../../model/entity.ts';
import type { FieldError } from '../problem.ts';
import type { HeldRecord } from '../records.ts';
import { type FormField, formFields, formValue } from './form-fields.ts';
import { type Content, type Html, html } from './html.ts';
import { fieldLabel, pluralOf, recordPath, titleOf } from './words.ts';

interface EditForm {
  readonly entity: Entity;
  readonly record: HeldRecord;
  readonly formToken: string;
  /** What was typed before it was refused; else what is held. */
  readonly typed: Readonly<Record<string, string>>;
  readonly problem?: { readonly title: string; readonly errors: readonly FieldError[] };
}

/** The form with one input per editable field; refused input comes back in it with the reasons. */
export function editPage(form: EditForm): Html {
  const { entity, record, formToken, problem } = form;
  const path = recordPath(entity, record.externalId);
  return html`<p class="trail"><a href="/entities/${entity}">${pluralOf(entity)}</a> ›
      <a href="${path}">${titleOf(entity, record.externalId, record.data)}</a></p>
    <h1>Edit</h1>
    <form class="card edit" method="post" action="${path}/edit">
      ${
        problem &&
        html`<div class="problem" role="alert"><p>${problem.title}.</p>
        <ul>${problem.errors.map(({ pointer, detail }) => html`<li><code>${pointer}</code> ${detail}</li>`)}</ul></div>`
      }
      <input type="hidden" name="form" value="${formToken}">
      <input type="hidden" name="etag" value="${record.etag}">
      ${formFields(entity).map((field) => row(field, form))}
      <div class="actions"><button>Save</button><a href="${path}">Cancel</a></div>
    </form>`;
}

function row(field: FormField, { record, typed }: EditForm): Html {
  const value = typed[field.name] ?? formValue(field, record.data[field.name]);
  return html`<label>${fieldLabel(field.name)}${input(field, value)}</label>`;
}

function input(field: FormField, value: string): Content {
  const { kind, name } = field;
  const required = field.required && html` required`;
  switch (kind) {
    case 'choice':
      return select(name, field.required ? field.choices : ['', ...field.choices], value);
    case 'flag':
      return select(name, ['', 'true', 'false'], value);
    case 'line':
      return html`<input name="${name}" value="${value}"${required}>`;
    case 'number':
      return html`<input name="${name}" value="${value}" inputmode="decimal"${required}>`;
    case 'lines':
      return html`<textarea name="${name}" rows="3" title="One a line">
${value}</textarea>`;
    case 'prose':
    case 'body':
      return html`<textarea name="${name}" rows="${value.length > 400 ? 18 : 4}"${required}>
${value}</textarea>`;
    default:
      return kind satisfies never;
  }
}

const CHOICE_WORDS: Readonly<Record<string, string>> = { '': '—', true: 'yes', false: 'no' };

function select(name: string, choices: readonly string[], value: string): Html {
  return html`<select name="${name}">${choices.map(
    (choice) =>
      html`<option value="${choice}"${choice === value && html` selected`}>${CHOICE_WORDS[choice] ?? choice}</option>`,
  )}</select>`;
}
