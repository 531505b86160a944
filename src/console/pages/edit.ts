/** The form in which a person edits a record; what it sends is a PATCH like any other client's. */
import type { Entity } from '../../model/entity.ts';
import type { FieldError } from '../problem.ts';
import type { HeldRecord } from '../records.ts';
import type { Candidate, Unclear } from './find-referents.ts';
import { type FormField, formFields, formValue } from './form-fields.ts';
import { type Content, type Html, html } from './html.ts';
import { type Reader, titleOf } from './names.ts';
import { fieldLabel, pluralOf, recordPath } from './words.ts';

/** The form of one record, as it is first shown or as it comes back. */
export interface EditForm {
  readonly entity: Entity;
  readonly record: HeldRecord;
  readonly formToken: string;
  /** What was typed before it was refused; else what is held. */
  readonly typed: Readonly<Record<string, string>>;
  /** Of the records that this one refers to. */
  readonly names: Reader['names'];
  /** Names typed that don't say one record. */
  readonly unclear?: readonly Unclear[];
  readonly problem?: { readonly title: string; readonly errors: readonly FieldError[] };
}

/** The form with one input per editable field; refused input comes back in it with the reasons. */
export function editPage(form: EditForm): Html {
  const { entity, record, formToken, problem, names } = form;
  const path = recordPath(entity, record.externalId);
  return html`<p class="trail"><a href="/entities/${entity}">${pluralOf(entity)}</a> ›
      <a href="${path}">${titleOf({ entity, externalId: record.externalId, data: record.data }, names)}</a></p>
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

function row(field: FormField, { record, typed, names, unclear = [] }: EditForm): Html {
  const value = typed[field.name] ?? formValue(field, record.data[field.name], names);
  const open = unclear.filter((each) => each.field === field.name);
  return html`<label>${fieldLabel(field.name)}${input(field, value)}</label>${open.map((each) => choice(field, each))}`;
}

/** Whom a name may mean: to be chosen for a field of one, to be copied into a list. */
function choice({ kind, name }: FormField, { typed, found }: Unclear): Html {
  if (found.length === 0) return html`<p class="problem">Nothing here is called “${typed}” or holds that text.</p>`;
  return html`<fieldset class="choice"><legend>Which “${typed}”?${kind === 'references' && ' Write its key instead of the name.'}</legend>
    ${found.map((each) => (kind === 'references' ? html`<p>${candidate(each)}</p>` : html`<label class="check"><input type="radio" name="pick.${name}" value="${each.externalId}"> <span>${candidate(each)}</span></label>`))}
  </fieldset>`;
}

function candidate({ externalId, name, hint }: Candidate): Html {
  return html`${name} <span class="hint">${hint}</span> <code class="key">${externalId}</code>`;
}

function input(field: FormField, value: string): Content {
  const { kind, name } = field;
  const required = field.required && html` required`;
  switch (kind) {
    case 'choice':
      return select(name, field.required ? field.choices : ['', ...field.choices], value);
    case 'flag':
      return select(name, ['', 'true', 'false'], value);
    case 'reference':
      return html`<input name="${name}" value="${value}" placeholder="a name, or part of one" autocomplete="off"${required}>`;
    case 'references':
      return html`<textarea name="${name}" rows="3" title="One name a line" placeholder="one name a line">
${value}</textarea>`;
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
