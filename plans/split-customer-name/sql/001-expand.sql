alter table customers add column first_name text;
alter table customers add column last_name text;
create index customers_by_last_name on customers (last_name);
