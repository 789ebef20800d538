insert into CustomerAddress (CustomerId, Address, City, State, Country, PostalCode)
select CustomerId, Address, City, State, Country, PostalCode from Customer;
